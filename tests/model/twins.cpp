#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/threads.hpp"
#include "sim/check/graph.hpp"
#include "sim/check/levers.hpp"
#include "sim/check/slices.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/policies.hpp"

// Under every policy that the checker may be asked about, what should happen either happens or is
// ruled out by a lever that is named: the lever pairs one by one, every count at 0, and whatever
// the shipped scenarios set.
//
// usage: twins FOLDER_OF_SCENARIOS [THREADS]     exit 1 if anything is dead, or happens although a
//                                                lever should rule it out

using namespace ordersim;
using namespace ordersim::check;
namespace fs = std::filesystem;

namespace {

/// Clocks change no graph: a policy with those of the base stands for all that differ in them.
order::Policy with_base_clocks(order::Policy policy) {
    const order::Policy base = tests::base_policy();
    policy.grace_holds = base.grace_holds;
    policy.answer_limit = base.answer_limit;
    policy.answer_clock = base.answer_clock;
    policy.time_zone = base.time_zone;
    policy.pay_limit = base.pay_limit;
    policy.verify_limit = base.verify_limit;
    policy.delivery_limit = base.delivery_limit;
    policy.confirm_limit = base.confirm_limit;
    policy.dispute_window = base.dispute_window;
    policy.dispute_answer_limit = base.dispute_answer_limit;
    policy.dispute_platform_limit = base.dispute_platform_limit;
    policy.info_limit = base.info_limit;
    policy.return_limit = base.return_limit;
    policy.return_receipt_limit = base.return_receipt_limit;
    policy.refund_retry_delay = base.refund_retry_delay;
    return policy;
}

class Policies {
public:
    void add(const std::string& name, const order::Policy& policy) {
        const order::Policy standing = with_base_clocks(policy);
        for (NamedPolicy& known : all_) {
            if (known.policy == standing) {
                known.name += "; " + name;
                return;
            }
        }
        all_.push_back({name, standing});
    }
    /// Levers meet in pairs; counts of 0 meet each of those, and what opens a case before shipment
    /// in every combination.
    void add_levers() {
        add("base", tests::base_policy());
        for (const NamedPolicy& named : lever_pairs(tests::base_policy())) {
            add(named.name, named.policy);
            add_zeros(named);
        }
        add_zeros({"base", tests::base_policy()});
        for (unsigned bits = 0; bits < 24; ++bits) {
            order::Policy policy = tests::base_policy();
            policy.preship_escalation = (bits & 1U) != 0;
            policy.case_holds_ship = (bits & 2U) != 0;
            policy.max_requests = (bits & 4U) != 0 ? 2 : 1;
            policy.on_silence = order::OnSilence::escalate;
            policy.lock = static_cast<order::Lock>(bits / 8);
            add("cases " + std::to_string(bits), policy);
        }
        order::Policy policy = tests::base_policy();
        policy.extension_max = std::chrono::seconds(30);
        add("extension_max=30s", policy);
        policy = tests::base_policy();
        policy.refund_sla_business_days = 0;
        add("refund_sla_business_days=0", policy);
    }
    void add_zeros(const NamedPolicy& named) {
        using Count = std::pair<const char*, std::uint8_t order::Policy::*>;
        order::Policy none = named.policy;
        for (const auto& [name, count] :
             {Count{"refund_retries=0", &order::Policy::refund_retries},
              Count{"negotiation_rounds=0", &order::Policy::negotiation_rounds},
              Count{"info_rounds=0", &order::Policy::info_rounds},
              Count{"max_requests=0", &order::Policy::max_requests}}) {
            order::Policy policy = named.policy;
            policy.*count = 0;
            none.*count = 0;
            add(std::string(name) + ", " + named.name, policy);
        }
        add("all counts 0, " + named.name, none);
    }
    void add_scenarios(const fs::path& folder) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.path().extension() == ".toml") {
                files.push_back(entry.path());
            }
        }
        std::ranges::sort(files);
        for (const fs::path& file : files) {
            const auto loaded = scenario::load(
                {.path = file.string(), .overrides = {}, .library = folder.string()});
            if (!loaded) {
                std::printf("%s", scenario::to_text(loaded.error()).c_str());
                std::exit(2);
            }
            for (const scenario::Variant& variant : loaded->variants) {
                add(loaded->name + " " + variant.name, variant.policy);
            }
        }
    }
    [[nodiscard]] const std::vector<NamedPolicy>& all() const { return all_; }

private:
    std::vector<NamedPolicy> all_;
};

/// What each policy reaches, in all slices together. Within a slice's bounds many policies are the
/// same, and such are explored once.
class Explorations {
public:
    explicit Explorations(const std::vector<NamedPolicy>& policies) {
        for (const NamedPolicy& named : policies) {
            for (const Slice& slice : order_slices()) {
                add(Setting(order::rules(), named.policy, slice));
            }
        }
    }
    void run(std::uint32_t threads) {
        reached_.resize(settings_.size());
        std::atomic<std::size_t> next = 0;
        on_threads(threads, [&](std::uint32_t) {
            for (std::size_t i = next++; i < settings_.size(); i = next++) {
                reached_[i] = explore(settings_[i], {.keeps_arcs = false}).coverage;
            }
        });
    }
    [[nodiscard]] Coverage coverage_under(std::size_t policy) const {
        const std::size_t slices = order_slices().size();
        Coverage coverage;
        for (const std::size_t place : std::span(places_).subspan(policy * slices, slices)) {
            coverage |= reached_[place];
        }
        return coverage;
    }
    [[nodiscard]] std::size_t size() const { return settings_.size(); }

private:
    void add(Setting setting) {
        const auto known = std::ranges::find_if(settings_, [&setting](const Setting& one) {
            return one.slice.name == setting.slice.name && one.policy == setting.policy;
        });
        places_.push_back(static_cast<std::size_t>(known - settings_.begin()));
        if (known == settings_.end()) {
            settings_.push_back(std::move(setting));
        }
    }

    std::vector<Setting> settings_;
    std::vector<std::size_t> places_;  ///< in settings_: by policy, then slice
    std::vector<Coverage> reached_;    ///< by setting
};

/// A line each of what is dead or should be.
std::string trouble_in(const Coverage& coverage, const order::Policy& policy) {
    std::string text;
    for (const Dead& dead : dead_of(coverage, order::rules(), policy)) {
        if (dead.is_reached) {
            text += "  reached: " + dead.name + ", though " + dead.waiver + "\n";
        } else if (dead.waiver.empty()) {
            text += "  dead: " + dead.name + "\n";
        }
    }
    return text;
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (argument_count < 2) {
        std::printf("usage: twins FOLDER_OF_SCENARIOS [THREADS]\n");
        return 2;
    }
    Policies policies;
    policies.add_levers();
    policies.add_scenarios(arguments[1]);
    const auto threads =
        argument_count > 2 ? static_cast<std::uint32_t>(std::atoi(arguments[2])) : 1U;
    Explorations explorations(policies.all());
    explorations.run(threads);
    int troubled = 0;
    for (std::size_t i = 0; i < policies.all().size(); ++i) {
        const NamedPolicy& named = policies.all()[i];
        const std::string trouble = trouble_in(explorations.coverage_under(i), named.policy);
        troubled += trouble.empty() ? 0 : 1;
        std::printf("%s: %s\n%s", trouble.empty() ? "alive" : "DEAD", named.name.c_str(),
                    trouble.c_str());
    }
    std::printf("%zu policies in %zu explorations, %d of them in trouble\n",
                policies.all().size(), explorations.size(), troubled);
    return troubled == 0 ? 0 : 1;
}
