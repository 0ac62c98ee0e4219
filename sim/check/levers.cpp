#include "sim/check/levers.hpp"

#include <array>
#include <set>
#include <tuple>
#include <utility>

namespace ordersim::check {
namespace {

using namespace order;
using std::chrono::hours;

/// One value of a lever: its words and what it sets.
struct Setter {
    std::string_view text;
    void (*set)(Policy& policy);
};
using Lever = std::vector<Setter>;

/// The choices that rows read of a policy, at the values that they tell apart. Left as they are:
/// counts but for requests, which slices bound; clocks, since any deadline may come next anyway.
const std::vector<Lever>& levers() {
    static const std::vector<Lever> all{
        {{"lock=soft", [](Policy& p) { p.lock = Lock::soft; }},
         {"lock=hard", [](Policy& p) { p.lock = Lock::hard; }},
         {"lock=none", [](Policy& p) { p.lock = Lock::none; }}},
        {{"on_silence=approve", [](Policy& p) { p.on_silence = OnSilence::approve; }},
         {"on_silence=reject", [](Policy& p) { p.on_silence = OnSilence::reject; }},
         {"on_silence=escalate", [](Policy& p) { p.on_silence = OnSilence::escalate; }}},
        {{"approval=always_ask", [](Policy& p) { p.approval = Approval::always_ask; }},
         {"approval=auto_if_unpicked", [](Policy& p) { p.approval = Approval::auto_if_unpicked; }},
         {"approval=auto_if_trusted", [](Policy& p) { p.approval = Approval::auto_if_trusted; }}},
        {{"grace_window=0", [](Policy& p) { p.grace_window = SimDuration::zero(); }},
         {"grace_window=1h", [](Policy& p) { p.grace_window = hours(1); }}},
        {{"request_window=always", [](Policy& p) { p.request_window = kLongestDelay; }},
         {"request_window=24h", [](Policy& p) { p.request_window = hours(24); }}},
        {{"max_requests=1", [](Policy& p) { p.max_requests = 1; }},
         {"max_requests=2", [](Policy& p) { p.max_requests = 2; }}},
        {{"rearm_on_message=false", [](Policy& p) { p.rearm_on_message = false; }},
         {"rearm_on_message=true", [](Policy& p) { p.rearm_on_message = true; }}},
        {{"verify_cancel=direct", [](Policy& p) { p.verify_cancel = VerifyCancel::direct; }},
         {"verify_cancel=blocked", [](Policy& p) { p.verify_cancel = VerifyCancel::blocked; }}},
        {{"void_sync=true", [](Policy& p) { p.void_sync = true; }},
         {"void_sync=false", [](Policy& p) { p.void_sync = false; }}},
        {{"extension_max=0", [](Policy& p) { p.extension_max = SimDuration::zero(); }},
         {"extension_max=2d", [](Policy& p) { p.extension_max = hours(48); }}},
        {{"preship_escalation=true", [](Policy& p) { p.preship_escalation = true; }},
         {"preship_escalation=false", [](Policy& p) { p.preship_escalation = false; }}},
        {{"case_holds_ship=false", [](Policy& p) { p.case_holds_ship = false; }},
         {"case_holds_ship=true", [](Policy& p) { p.case_holds_ship = true; }}},
        {{"lost_opens_case=true", [](Policy& p) { p.lost_opens_case = true; }},
         {"lost_opens_case=false", [](Policy& p) { p.lost_opens_case = false; }}},
        {{"dispute_opens=10d", [](Policy& p) { p.dispute_opens = hours(240); }},
         {"dispute_opens=0", [](Policy& p) { p.dispute_opens = SimDuration::zero(); }}}};
    return all;
}

using Choice = std::vector<std::size_t>;  ///< a value for each lever
using Pair = std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>;

std::set<Pair> all_pairs() {
    std::set<Pair> pairs;
    for (std::size_t a = 0; a < levers().size(); ++a) {
        for (std::size_t b = a + 1; b < levers().size(); ++b) {
            for (std::size_t i = 0; i < levers()[a].size(); ++i) {
                for (std::size_t j = 0; j < levers()[b].size(); ++j) {
                    pairs.insert({a, i, b, j});
                }
            }
        }
    }
    return pairs;
}

/// How many open pairs a value for the next lever would close with those chosen before it.
std::size_t gain(const std::set<Pair>& open, const Choice& chosen, std::size_t value) {
    const std::size_t lever = chosen.size();
    std::size_t count = 0;
    for (std::size_t other = 0; other < lever; ++other) {
        count += open.contains({other, chosen[other], lever, value}) ? 1U : 0U;
    }
    return count;
}

/// Closes the first open pair for sure, and as many others as come along. Before the second lever
/// of that pair its values are fixed; elsewhere the most gainful value is taken.
Choice next_choice(const std::set<Pair>& open) {
    const auto [a, i, b, j] = *open.begin();
    Choice chosen;
    for (std::size_t lever = 0; lever < levers().size(); ++lever) {
        std::size_t best = 0;
        for (std::size_t value = 1; value < levers()[lever].size(); ++value) {
            best = gain(open, chosen, value) > gain(open, chosen, best) ? value : best;
        }
        chosen.push_back(lever == a ? i : lever == b ? j : best);
    }
    return chosen;
}

void close(std::set<Pair>& open, const Choice& chosen) {
    for (std::size_t a = 0; a < chosen.size(); ++a) {
        for (std::size_t b = a + 1; b < chosen.size(); ++b) {
            open.erase({a, chosen[a], b, chosen[b]});
        }
    }
}

NamedPolicy policy_of(const Policy& base, const Choice& chosen) {
    NamedPolicy named{"", base};
    for (std::size_t lever = 0; lever < chosen.size(); ++lever) {
        const Setter& setter = levers()[lever][chosen[lever]];
        setter.set(named.policy);
        named.name += (named.name.empty() ? "" : ", ") + std::string(setter.text);
    }
    return named;
}

}  // namespace

std::vector<NamedPolicy> lever_pairs(const Policy& base) {
    std::vector<NamedPolicy> policies;
    std::set<Pair> open = all_pairs();
    while (!open.empty()) {
        const Choice chosen = next_choice(open);
        close(open, chosen);
        policies.push_back(policy_of(base, chosen));
    }
    return policies;
}

}  // namespace ordersim::check
