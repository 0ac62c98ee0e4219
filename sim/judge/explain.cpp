#include "sim/judge/explain.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace ordersim::judge {
namespace {

/// Beyond it nothing is left out: so many calls would take a while.
constexpr std::size_t kCallsMost = 300;

class Trial {
public:
    Trial(const order::Rules& rules, const order::Policy& policy, const JudgeConfig& config,
          const Violation& violation)
        : rules_(rules), policy_(policy), config_(config), violation_(violation) {}

    /// Whether these calls break the rule, in the same words.
    [[nodiscard]] bool accuses(std::span<const Observation> calls) const {
        std::vector<std::int64_t> called;
        for (const Observation& call : calls) {
            called.push_back(call.called_ns);
        }
        std::ranges::sort(called);
        Judge judge(rules_, policy_, config_);
        auto next = called.begin();
        for (Observation call : calls) {
            for (; next != called.end() && *next <= call.returned_ns; ++next) {
                judge.sent(0);
            }
            call.order = 0;
            judge.saw(call);
        }
        judge.finish();
        const std::vector<Violation>& found = judge.verdict().first;
        return found.size() == 1 && found.front().rule == violation_.rule &&
               found.front().words == violation_.words;
    }

private:
    const order::Rules& rules_;
    const order::Policy& policy_;
    const JudgeConfig& config_;
    const Violation& violation_;
};

}  // namespace

std::vector<Observation> fewest_calls(const order::Rules& rules, const order::Policy& policy,
                                      const JudgeConfig& config, const Violation& violation,
                                      std::vector<Observation> calls) {
    const Trial trial(rules, policy, config, violation);
    if (!trial.accuses(calls)) {
        return {};
    }
    bool is_fewer = calls.size() <= kCallsMost;
    while (is_fewer) {
        is_fewer = false;
        for (std::size_t i = calls.size(); i > 0; --i) {
            std::vector<Observation> without = calls;
            without.erase(without.begin() + static_cast<std::ptrdiff_t>(i - 1));
            if (trial.accuses(without)) {
                calls = std::move(without);
                is_fewer = true;
            }
        }
    }
    return calls;
}

}  // namespace ordersim::judge
