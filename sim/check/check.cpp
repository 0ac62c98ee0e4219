#include "sim/check/check.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "sim/base/threads.hpp"
#include "sim/check/parts.hpp"
#include "sim/check/slices.hpp"

namespace ordersim::check {
namespace {

using measure::CheckedProperty;

/// Lays the parts together: what is broken anywhere is broken, with the shortest steps.
class Gathering {
public:
    explicit Gathering(const CheckOptions& options) : options_(options) {}

    void add(Part part) {
        measure::CheckRecord& record = result_.record;
        if (!part.exploration.is_complete) {
            result_.is_complete = false;
            cut_short_.insert(part.exploration.layer);
        }
        record.bytes_a_state = std::max(record.bytes_a_state, part.bytes_a_state);
        for (Part::Verdict& verdict : part.verdicts) {
            add(part.exploration.layer, std::move(verdict));
        }
        if (part.coverage) {
            coverage_[{part.exploration.layer, part.exploration.policy}] |= *part.coverage;
        }
        for (const std::string& twin : part.twins_met) {
            met_[part.exploration.layer].insert_or_assign(twin, true);
        }
        for (const std::string& twin : part.twins_missed) {
            met_[part.exploration.layer].try_emplace(twin, false);
        }
        record.explorations.push_back(std::move(part.exploration));
    }

    [[nodiscard]] CheckResult result(const std::vector<NamedPolicy>& policies) && {
        settle_properties();
        settle_twins(policies);
        for (const CheckedProperty& property : result_.record.properties) {
            result_.holds &= property.verdict != "violated";
        }
        if (options_.plant != nullptr) {
            result_.record.plant = options_.plant->id;
        }
        return std::move(result_);
    }

private:
    struct Best {
        std::string layer;
        Part::Verdict verdict;
        bool is_vacuous = true;
        bool is_undecided = false;
    };

    void add(const std::string& layer, Part::Verdict verdict) {
        const auto known = std::ranges::find_if(best_, [&](const Best& best) {
            return best.layer == layer && best.verdict.name == verdict.name;
        });
        if (known == best_.end()) {
            const bool is_vacuous = verdict.is_vacuous;
            const bool is_undecided = verdict.is_undecided;
            best_.push_back({layer, std::move(verdict), is_vacuous, is_undecided});
            return;
        }
        known->is_vacuous &= verdict.is_vacuous;
        known->is_undecided |= verdict.is_undecided;
        const bool is_first = verdict.is_broken && !known->verdict.is_broken;
        if (is_first || (verdict.is_broken && is_better(verdict, known->verdict))) {
            known->verdict = std::move(verdict);
        }
    }
    /// Steps with instants before steps without, then the shortest.
    static bool is_better(const Part::Verdict& a, const Part::Verdict& b) {
        const auto rank = [](const Part::Verdict& verdict) {
            return std::pair(verdict.replay.commands.empty(), verdict.steps->steps.size());
        };
        return rank(a) < rank(b);
    }

    void settle_properties() {
        measure::CheckRecord& record = result_.record;
        for (Best& best : best_) {
            CheckedProperty property{best.layer, best.verdict.name, best.verdict.title, "holds", 0};
            if (best.verdict.is_broken) {
                property.verdict = "violated";
                record.counterexamples.push_back(std::move(*best.verdict.steps));
                result_.replays.push_back(std::move(best.verdict.replay));
                property.counterexample =
                    static_cast<std::uint32_t>(record.counterexamples.size());
            } else if (best.is_undecided) {
                property.verdict = "undecided";
            } else if (best.is_vacuous) {
                property.verdict = "vacuous";
            }
            record.properties.push_back(std::move(property));
        }
    }

    /// Of one order every twin is asked under every policy; of the levers, over all of them.
    void settle_twins(const std::vector<NamedPolicy>& policies) {
        const order::Rules rules = rules_of(options_);
        Coverage of_levers;
        for (const auto& [key, coverage] : coverage_) {
            const auto& [layer, policy] = key;
            if (layer == "levers") {
                of_levers |= coverage;
                continue;
            }
            const auto found = std::ranges::find(policies, policy, &NamedPolicy::name);
            result_.record.twins += static_cast<double>(twin_count(rules));
            for (Dead& dead : dead_of(coverage, rules, found->policy)) {
                add_unreached(layer, std::move(dead), policy);
            }
        }
        if (std::ranges::any_of(coverage_, [](const auto& entry) {
                return entry.first.first == "levers";
            })) {
            result_.record.twins += static_cast<double>(twin_count(rules));
            for (Dead& dead : dead_under_any(of_levers, rules)) {
                add_unreached("levers", std::move(dead), "any");
            }
        }
        for (const auto& [layer, twins] : met_) {
            for (const auto& [twin, is_met] : twins) {
                ++result_.record.twins;
                if (!is_met) {
                    add_unreached(layer, {twin, ""}, "any");
                }
            }
        }
    }
    void add_unreached(const std::string& layer, Dead dead, const std::string& policy) {
        // What was not explored to the end says nothing about what never happens.
        if (dead.waiver.empty() && cut_short_.contains(layer)) {
            dead.waiver = "the exploration was cut short";
        }
        result_.holds &= !dead.waiver.empty() && !dead.waiver.starts_with("reached:");
        result_.record.unreached.push_back(
            {layer, std::move(dead.name), std::move(dead.waiver), policy});
    }

    const CheckOptions& options_;
    CheckResult result_;
    std::vector<Best> best_;
    std::map<std::pair<std::string, std::string>, Coverage> coverage_;
    std::map<std::string, std::map<std::string, bool>> met_;
    std::set<std::string> cut_short_;  ///< layers
};

/// Where a planted defect shows: looked at before other slices, instead of other scenes.
std::string_view part_of(const CheckOptions& options) {
    return options.plant != nullptr ? options.plant->part : std::string_view();
}

bool has(const CheckOptions& options, Layer layer) {
    return std::ranges::find(options.layers, layer) != options.layers.end();
}

/// Something to be explored, which gives one part or, of a layer of scenes, several.
struct Job {
    std::string what;
    std::function<std::vector<Part>()> run;
};

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
            add(std::string(layer) + ": " + std::string(slice.name) + ", " + policy.name,
                [=, this] {
                    return std::vector{one_order(layer, policy, slice, rules_, options_)};
                });
        }
    }
    void add_orders(const NamedPolicy& policy) {
        for (const std::uint32_t stock : {1U, options_.orders}) {
            const Shared shared{options_.orders, stock, 1};
            add("orders: " + std::to_string(options_.orders) + ", " + policy.name, [=, this] {
                return std::vector{several_orders(policy, shared, rules_, options_)};
            });
        }
    }
    void add_handler(const NamedPolicy& policy) {
        const auto defect =
            options_.plant != nullptr ? options_.plant->handler : HandlerDefect::none;
        add("handler: " + policy.name, [=, this] {
            return parts_of("handler", policy,
                            check_handler(rules_, policy.policy, defect, layer_options()));
        });
    }
    void add_network(const NamedPolicy& policy) {
        const auto defect =
            options_.plant != nullptr ? options_.plant->network : NetworkDefect::none;
        add("network: " + policy.name, [=, this] {
            return parts_of("network", policy,
                            check_network(rules_, policy.policy, defect, layer_options()));
        });
    }
    [[nodiscard]] const std::vector<Job>& all() const { return jobs_; }

private:
    void add(std::string what, std::function<std::vector<Part>()> run) {
        jobs_.push_back({std::move(what), std::move(run)});
    }
    [[nodiscard]] LayerOptions layer_options() const {
        return {.states_max = options_.states_max,
                .scene = part_of(options_),
                .stop_at = wanted_of(options_)};
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

/// All parts, on several threads; none for what a stop left out.
std::vector<std::vector<Part>> explored(const std::vector<Job>& jobs,
                                        const CheckOptions& options) {
    std::vector<std::vector<Part>> parts(jobs.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> is_caught = false;
    std::mutex mutex;
    // What of several parts catches a planted defect first must not depend on threads.
    const std::uint32_t threads = options.plant != nullptr ? 1 : options.threads;
    on_threads(threads, [&](std::uint32_t) {
        for (std::size_t i = next++;
             i < jobs.size() && !options.stop.stop_requested() && !is_caught; i = next++) {
            if (options.on_part) {
                const std::lock_guard lock(mutex);
                options.on_part(jobs[i].what);
            }
            parts[i] = jobs[i].run();
            is_caught = options.plant != nullptr &&
                        std::ranges::any_of(parts[i], [&options](const Part& part) {
                            return breaks(part, options.plant->property);
                        });
        }
    });
    return parts;
}

}  // namespace

CheckResult check(const std::vector<NamedPolicy>& policies, CheckOptions options) {
    if (options.layers.empty()) {
        options.layers =
            options.plant != nullptr
                ? std::vector{layer_of(*options.plant)}
                : std::vector{Layer::order, Layer::orders, Layer::handler, Layer::network};
    }
    const order::Rules rules = rules_of(options);
    Jobs jobs(rules, options);
    add_jobs(jobs, policies, options);
    std::vector<std::vector<Part>> parts = explored(jobs.all(), options);
    Gathering gathering(options);
    bool is_whole = true;
    for (std::vector<Part>& of_job : parts) {
        is_whole &= !of_job.empty();
        for (Part& part : of_job) {
            gathering.add(std::move(part));
        }
    }
    CheckResult result = std::move(gathering).result(policies);
    result.is_complete &= is_whole;
    return result;
}

}  // namespace ordersim::check
