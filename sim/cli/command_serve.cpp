#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/check/plants.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/key_file.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/service/http_server.hpp"
#include "sim/service/memory_store.hpp"
#include "sim/service/planted_service.hpp"
#include "sim/service/planted_store.hpp"
#include "sim/service/postgres_store.hpp"
#include "sim/service/sqlite_store.hpp"

namespace ordersim::cli {
namespace {

struct ServeFlags {
    ScenarioInput input;
    std::string variant;
    service::ServerConfig server;
    std::string key_file = "ordersim.key";
    std::string store;  ///< empty: in memory
    std::string plant;  ///< empty: none
    std::vector<std::string> trusted;
    std::int64_t keys_kept_hours = 24;
};

/// The defects that can be planted: in a step of the service, in its store, in its rules, in what
/// it makes of the policy.
std::vector<std::string> plant_ids() {
    std::vector<std::string> ids;
    for (const check::Plant& plant : check::plants()) {
        if (plant.rules != nullptr || plant.policy != nullptr) {
            ids.emplace_back(plant.id);
        }
    }
    for (const service::ServicePlant& plant : service::service_plants()) {
        ids.emplace_back(plant.id);
    }
    for (const service::StorePlant& plant : service::store_plants()) {
        ids.emplace_back(plant.id);
    }
    std::ranges::sort(ids);
    return ids;
}

/// The service with the defect that was asked for. `rules` is where it keeps changed rules.
std::unique_ptr<service::Service> make_service(const std::string& plant,
                                               service::ServiceConfig config,
                                               service::Store& store,
                                               std::optional<order::Rules>& rules) {
    if (plant.empty() || service::find_store_plant(plant) != nullptr) {
        return std::make_unique<service::Service>(std::move(config), store);
    }
    if (const service::ServicePlant* planted = service::find_service_plant(plant)) {
        tell("with " + plant + " planted: " + std::string(planted->title) + "\n");
        return planted->make(std::move(config), store);
    }
    const check::Plant& planted = *check::find_plant(plant);
    tell("with " + plant + " planted: " + std::string(planted.title) + "\n");
    if (planted.policy != nullptr) {
        planted.policy(config.policy);
    } else {
        config.rules = &rules.emplace(planted.rules());
    }
    return std::make_unique<service::Service>(std::move(config), store);
}

std::int64_t unix_microseconds() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

struct OpenedStore {
    std::unique_ptr<service::Store> store;  ///< null after telling why
    std::optional<service::ClockOrigin> origin = {};
};

template <class Kind>
OpenedStore opened_or_tell(const std::string& place, double clock_factor) {
    auto opened = Kind::open(place, {unix_microseconds(), clock_factor});
    if (!opened) {
        tell_error(opened.error().message);
        return {};
    }
    const service::ClockOrigin origin = (*opened)->origin();
    return {std::move(*opened), origin};
}

OpenedStore open_store(const std::string& place, double clock_factor) {
    if (place.empty()) {
        return {std::make_unique<service::MemoryStore>()};
    }
    return service::PostgresStore::is_url(place)
               ? opened_or_tell<service::PostgresStore>(place, clock_factor)
               : opened_or_tell<service::SqliteStore>(place, clock_factor);
}

/// The orders' clock goes on from where a store left it, as if the service had never stopped: a
/// millisecond may be minutes of it. Our two clocks are read as one, hence again if something came
/// between.
void continue_clock(const service::ClockOrigin& origin, service::ServerConfig& config) {
    using Steady = std::chrono::steady_clock;
    constexpr std::chrono::microseconds at_once(5);
    constexpr int tries = 1000;
    std::int64_t unix_us = 0;
    Steady::duration taken = Steady::duration::max();
    for (int i = 0; i < tries && taken > at_once; ++i) {
        const Steady::time_point before = Steady::now();
        const std::int64_t now_us = unix_microseconds();
        const Steady::time_point after = Steady::now();
        if (after - before < taken) {
            taken = after - before;
            unix_us = now_us;
            config.clock_read_at = before + taken / 2;
        }
    }
    const auto passed = static_cast<double>(unix_us - origin.unix_us);
    config.clock_at = SimTime(
        SimDuration(static_cast<std::int64_t>(std::max(0.0, passed) * origin.factor)));
}

service::ServiceConfig config_of(const ServeFlags& flags, const scenario::Variant& variant,
                                 const scenario::Scenario& scenario, const std::string& key) {
    constexpr std::int64_t hour = 3600;
    service::ServiceConfig config{variant.policy, scenario.currency, key};
    config.trusted.insert(flags.trusted.begin(), flags.trusted.end());
    config.keys_kept_seconds = flags.keys_kept_hours * hour;
    config.clock_factor = flags.server.clock_factor;
    return config;
}

/// A URL of something else is no file, and may hold a password: it is not repeated.
bool is_store_or_tell(const ServeFlags& flags) {
    const bool is_url = flags.store.find("://") != std::string::npos ||
                        flags.store.starts_with("postgres");
    if (is_url && !service::PostgresStore::is_url(flags.store)) {
        tell_error("--store: neither a file nor postgresql://USER@HOST/DATABASE");
        return false;
    }
    return true;
}

int execute(const ServeFlags& flags) {
    if (!is_store_or_tell(flags)) {
        return kWrongUsage;
    }
    const auto scenario = load_or_tell(flags.input);
    if (!scenario) {
        return kWrongUsage;
    }
    const scenario::Variant* variant = variant_or_tell(*scenario, flags.variant);
    const auto key = variant == nullptr ? std::nullopt : key_or_make(flags.key_file);
    if (!key) {
        return kWrongUsage;
    }
    const Interrupt interrupt;
    service::ServerConfig config = flags.server;
    OpenedStore opened = open_store(flags.store, config.clock_factor);
    if (!opened.store) {
        return kRunTimeFailure;
    }
    if (const service::StorePlant* planted = service::find_store_plant(flags.plant)) {
        if (opened.store->is_shared()) {
            tell_error("--plant " + flags.plant + " is a defect of a store in a file; give one");
            return kWrongUsage;
        }
        tell("with " + flags.plant + " planted: " + std::string(planted->title) + "\n");
        opened.store = planted->make(std::move(opened.store));
    }
    service::Store& store = *opened.store;
    std::optional<order::Rules> rules;
    const std::unique_ptr<service::Service> service =
        make_service(flags.plant, config_of(flags, *variant, *scenario, *key), store, rules);
    if (opened.origin) {
        continue_clock(*opened.origin, config);
        // Somebody may have set the machine's clock back meanwhile.
        config.clock_at = std::max(config.clock_at, opened.origin->latest);
    }
    config.on_trouble = [](const std::string& what) { tell("ordersim: " + what + "\n"); };
    auto server = service::HttpServer::listen(config, *service, store);
    if (!server) {
        tell_error(server.error().message);
        return kRunTimeFailure;
    }
    tell("ordersim serves " + scenario->name + " (variant " + variant->name +
         ") from " + (flags.store.empty() ? "memory"
                          : service::PostgresStore::is_url(flags.store) ? "a database"
                                                                        : flags.store) +
         "; accounts log in with the key in " + flags.key_file + "\n");
    if (!print("http://" + flags.server.host + ":" + std::to_string(server->port()) + "\n")) {
        return kRunTimeFailure;
    }
    if (const auto ran = server->run(interrupt.token()); !ran) {
        tell_error(ran.error().message);
        return kRunTimeFailure;
    }
    return kDone;
}

}  // namespace

void add_serve(CLI::App& app, Work& chosen) {
    CLI::App* command =
        app.add_subcommand("serve", "The reference order service over HTTP, until Ctrl-C");
    const auto flags = std::make_shared<ServeFlags>();
    add_scenario_input(*command, flags->input);
    command->add_option("--variant", flags->variant, "Whose policy; default: the first");
    command->add_option("--host", flags->server.host, "Address to listen on (127.0.0.1)");
    command->add_option("--port", flags->server.port, "Port; default: any that is free");
    command
        ->add_option("--clock-factor", flags->server.clock_factor,
                     "How much faster the orders' clock runs: 86400 makes a day a second")
        ->check(CLI::Range(1e-3, 1e9));
    command
        ->add_option("--store", flags->store,
                     "What keeps the orders: a file (SQLite), or postgresql://... for a database "
                     "that several processes may serve (its password: PGPASSWORD or ~/.pgpass); "
                     "default: memory, gone at the end")
        ->check([](const std::string& text) {
            return text.empty() ? std::string("is empty; leave it out to keep orders in memory")
                                : std::string();
        })
        ->type_name("FILE|URL");
    command->add_option("--trusted", flags->trusted, "Accounts of buyers whom the platform trusts")
        ->type_name("ACCOUNT");
    command
        ->add_option("--keep-keys", flags->keys_kept_hours,
                     "Hours for which replies are kept under their Idempotency-Key (24)")
        ->type_name("HOURS")
        ->check(CLI::Range(1, 24 * 365));
    command
        ->add_option("--plant", flags->plant,
                     "Serve with a planted defect, to see whether a test of it notices")
        ->check(CLI::IsMember(plant_ids()));
    command->add_option("--key-file", flags->key_file,
                        "Signs tokens and hooks and lets accounts log in; made where it is missing "
                        "(ordersim.key)");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
