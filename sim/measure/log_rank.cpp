#include "sim/measure/log_rank.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace ordersim::measure {
namespace {

struct Member {
    CensoredTime one;
    bool is_first = false;
};

std::vector<Member> pooled(std::span<const CensoredTime> first,
                           std::span<const CensoredTime> second) {
    std::vector<Member> members;
    members.reserve(first.size() + second.size());
    for (const CensoredTime& one : first) {
        members.push_back({one, true});
    }
    for (const CensoredTime& one : second) {
        members.push_back({one, false});
    }
    std::ranges::sort(members, {}, [](const Member& member) { return member.one.time; });
    return members;
}

}  // namespace

LogRank log_rank(std::span<const CensoredTime> first, std::span<const CensoredTime> second) {
    const std::vector<Member> members = pooled(first, second);
    LogRank test;
    double variance = 0;
    auto at_risk = static_cast<double>(members.size());
    auto first_at_risk = static_cast<double>(first.size());
    for (std::size_t i = 0; i < members.size();) {
        const double time = members[i].one.time;
        double events = 0;
        double left = 0;
        double first_left = 0;
        for (; i < members.size() && members[i].one.time == time; ++i) {
            const Member& member = members[i];
            events += member.one.is_censored ? 0 : 1;
            test.events += member.is_first && !member.one.is_censored ? 1 : 0;
            first_left += member.is_first ? 1 : 0;
            ++left;
        }
        const double share = first_at_risk / at_risk;
        test.expected += events * share;
        if (at_risk > 1) {
            variance += events * share * (1 - share) * (at_risk - events) / (at_risk - 1);
        }
        at_risk -= left;
        first_at_risk -= first_left;
    }
    const double distance = test.events - test.expected;
    const bool is_known = variance > 0;
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    test.chi_square = is_known ? distance * distance / variance : nothing;
    test.p_value = is_known ? boost::math::cdf(boost::math::complement(boost::math::chi_squared(1),
                                                                       test.chi_square))
                            : nothing;
    return test;
}

}  // namespace ordersim::measure
