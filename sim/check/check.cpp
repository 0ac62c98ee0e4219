#include "sim/check/check.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "sim/base/assert.hpp"
#include "sim/base/threads.hpp"
#include "sim/check/gathering.hpp"
#include "sim/check/parts.hpp"
#include "sim/check/slices.hpp"

namespace ordersim::check {
namespace {

/// A part, or a layer's scenes under one policy.
struct Job {
    measure::PartLeftOut about;  ///< without a reason
    std::function<Explored()> run;
};

/// Where a planted defect shows: looked at before other slices, instead of other scenes.
std::string_view part_of(const CheckOptions& options) {
    return options.plant != nullptr ? options.plant->part : std::string_view();
}

bool has(const CheckOptions& options, Layer layer) {
    return std::ranges::find(options.layers, layer) != options.layers.end();
}

/// Collects what is to be explored; everything that jobs refer to outlives them.
class Jobs {
public:
    Jobs(const order::Rules& rules, const CheckOptions& options)
        : rules_(rules), options_(options) {}

    void add_order(std::string_view layer, const NamedPolicy& policy) {
        std::vector<Slice> slices(order_slices().begin(), order_slices().end());
        std::ranges::stable_partition(
            slices, [this](const Slice& slice) { return slice.name == part_of(options_); });
        for (const Slice& slice : slices) {
            add({std::string(layer), std::string(slice.name), policy.name, ""}, [=, this] {
                return Explored{{one_order(layer, policy, slice, rules_, options_)}};
            });
        }
    }
    void add_orders(const NamedPolicy& policy) {
        for (const std::uint32_t stock : {1U, options_.orders}) {
            const Shared shared{options_.orders, stock, 1};
            const std::string part = std::to_string(shared.orders) + " orders, " +
                                     std::to_string(shared.stock) + " in stock";
            add({"orders", part, policy.name, ""}, [=, this] {
                return Explored{{several_orders(policy, shared, rules_, options_)}};
            });
        }
    }
    void add_handler(const NamedPolicy& policy) {
        const auto defect =
            options_.plant != nullptr ? options_.plant->handler : HandlerDefect::none;
        add({"handler", "all scenes", policy.name, ""}, [=, this] {
            return parts_of("handler", policy,
                            check_handler(rules_, policy.policy, defect, layer_options()),
                            wanted_of(options_));
        });
    }
    void add_network(const NamedPolicy& policy) {
        const auto defect =
            options_.plant != nullptr ? options_.plant->network : NetworkDefect::none;
        add({"network", "all scenes", policy.name, ""}, [=, this] {
            return parts_of("network", policy,
                            check_network(rules_, policy.policy, defect, layer_options()),
                            wanted_of(options_));
        });
    }
    [[nodiscard]] const std::vector<Job>& all() const { return jobs_; }

private:
    void add(measure::PartLeftOut about, std::function<Explored()> run) {
        jobs_.push_back({std::move(about), std::move(run)});
    }
    [[nodiscard]] LayerOptions layer_options() const {
        return {.states_max = options_.states_max,
                .scene = part_of(options_),
                .stop_at = wanted_of(options_),
                .stop = options_.stop};
    }

    const order::Rules& rules_;
    const CheckOptions& options_;
    std::vector<Job> jobs_;
};

void add_jobs(Jobs& jobs, const std::vector<NamedPolicy>& policies, const CheckOptions& options) {
    for (const NamedPolicy& policy : policies) {
        if (has(options, Layer::order)) {
            jobs.add_order("order", policy);
        }
    }
    if (has(options, Layer::levers)) {
        for (const NamedPolicy& policy : lever_pairs(policies.front().policy)) {
            jobs.add_order("levers", policy);
        }
    }
    for (const NamedPolicy& policy : policies) {
        if (has(options, Layer::orders)) {
            jobs.add_orders(policy);
        }
        if (has(options, Layer::handler)) {
            jobs.add_handler(policy);
        }
        if (has(options, Layer::network)) {
            jobs.add_network(policy);
        }
    }
}

Layer layer_of(const Plant& plant) {
    return plant.handler != HandlerDefect::none   ? Layer::handler
           : plant.network != NetworkDefect::none ? Layer::network
                                                  : Layer::order;
}

bool is_at_end(const Explored& explored) {
    return std::ranges::all_of(explored.parts, [](const Part& part) {
        return part.exploration.ended == "complete";
    });
}

/// All jobs, on several threads; nothing of those that a stop left out or cut short.
std::vector<std::optional<Explored>> explored(const std::vector<Job>& jobs,
                                              const CheckOptions& options,
                                              std::atomic<bool>& is_caught) {
    std::vector<std::optional<Explored>> all(jobs.size());
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    // What of several parts catches a planted defect first must not depend on threads.
    const std::uint32_t threads = options.plant != nullptr ? 1 : options.threads;
    on_threads(threads, [&](std::uint32_t) {
        for (std::size_t i = next++;
             i < jobs.size() && !options.stop.stop_requested() && !is_caught; i = next++) {
            if (options.on_part) {
                const measure::PartLeftOut& about = jobs[i].about;
                const std::lock_guard lock(mutex);
                options.on_part(about.layer + ": " + about.part + ", " + about.policy);
            }
            Explored explored = jobs[i].run();
            const bool catches =
                options.plant != nullptr &&
                std::ranges::any_of(explored.parts, [&options](const Part& part) {
                    return breaks(part, options.plant->property);
                });
            is_caught = is_caught || catches;
            if (catches || !options.stop.stop_requested() || is_at_end(explored)) {
                all[i] = std::move(explored);
            }
        }
    });
    return all;
}

/// Each policy once, under all its names.
std::vector<NamedPolicy> distinct(const std::vector<NamedPolicy>& policies) {
    std::vector<NamedPolicy> all;
    for (const NamedPolicy& named : policies) {
        const auto same = std::ranges::find(all, named.policy, &NamedPolicy::policy);
        if (same == all.end()) {
            all.push_back(named);
        } else {
            same->name += ", " + named.name;
        }
    }
    return all;
}

std::vector<Layer> default_layers(const Plant* plant) {
    return plant != nullptr
               ? std::vector{layer_of(*plant)}
               : std::vector{Layer::order, Layer::orders, Layer::handler, Layer::network};
}

}  // namespace

bool acts_in(const Plant& plant, Layer layer) {
    const Layer home = layer_of(plant);
    const bool is_of_rules = home == Layer::order;
    return layer == home || (is_of_rules && (layer == Layer::levers || layer == Layer::orders));
}

CheckResult check(const std::vector<NamedPolicy>& policies, CheckOptions options) {
    if (options.layers.empty()) {
        options.layers = default_layers(options.plant);
    }
    for (const Layer layer : options.layers) {
        ORDERSIM_ASSERT(options.plant == nullptr || acts_in(*options.plant, layer));
    }
    const std::vector<NamedPolicy> all = distinct(policies);
    const order::Rules rules = rules_of(options);
    Jobs jobs(rules, options);
    add_jobs(jobs, all, options);
    std::atomic<bool> is_caught = false;
    std::vector<std::optional<Explored>> results = explored(jobs.all(), options, is_caught);
    Gathering gathering(options);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i]) {
            gathering.add(std::move(*results[i]));
        } else {
            measure::PartLeftOut left_out = jobs.all()[i].about;
            left_out.reason = is_caught ? kCaughtBefore : kInterrupted;
            gathering.leave_out(std::move(left_out));
        }
    }
    return std::move(gathering).result(all);
}

}  // namespace ordersim::check
