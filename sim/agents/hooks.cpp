#include "sim/agents/hooks.hpp"

#include <array>

namespace ordersim::agents::hooks {
namespace {

using order::Command;
using order::CommandKind;
using order::RefundKind;

constexpr unsigned kWords = 4;
/// So many tries of a kind are told apart: 3 kinds of 4 words leave room for them in 8 bits.
constexpr unsigned kTries = 21;

/// After how long the gateway sends a lost report again. The last sending arrives.
constexpr std::array<SimDuration, 3> kResendAfter{
    std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::hours(1)};

// The address of a report among all reports of an order: payments first, then two reports (the
// acceptance and what follows it) of each try of each refund.
std::uint16_t number_of(const PaymentNews& news) { return news.attempt; }
std::uint16_t number_of(const RefundNews& news) {
    const unsigned before = order::kPayments + 1;
    const unsigned is_final = news.word == RefundWord::accepted ? 0 : 1;
    return static_cast<std::uint16_t>(
        before + 2 * (news.attempt * order::kRefunds + static_cast<unsigned>(news.kind)) +
        is_final);
}

bool happens(const View& view, double share, Purpose purpose, unsigned index) {
    return share > 0 && view.draw(purpose, static_cast<std::uint16_t>(index)) < share;
}

/// When a sending arrives. `number`: of the sending among all of the order.
SimTime arrival(const View& view, SimTime sent, unsigned number) {
    const Hooks& hooks = view.params().gateway.hooks;
    SimTime at = sent;
    for (unsigned i = 0; i < kResendAfter.size(); ++i) {
        const auto index = static_cast<unsigned>(number * kResendAfter.size() + i);
        if (!happens(view, hooks.loss_share, Purpose::hook_lost, index)) {
            break;
        }
        at += kResendAfter[i];
    }
    if (happens(view, hooks.late_share, Purpose::hook_late, number)) {
        at += view.delay_of(hooks.late_delay, Purpose::hook_late_delay,
                            static_cast<std::uint16_t>(number));
    }
    return at;
}

Acts arrivals(const View& view, const Act& report, std::uint16_t number) {
    const Hooks& hooks = view.params().gateway.hooks;
    Acts acts;
    const auto add = [&](SimTime sent, unsigned sending) {
        acts.add({arrival(view, sent, 2U * number + sending), report.kind, report.detail});
    };
    add(report.at, 0);
    if (happens(view, hooks.duplicate_share, Purpose::hook_duplicate, number)) {
        add(report.at + view.delay_of(hooks.duplicate_delay, Purpose::hook_duplicate_delay, number),
            1);
    }
    return acts;
}

CommandKind kind_of(RefundWord word) {
    switch (word) {
        case RefundWord::accepted: return CommandKind::refund_accepted;
        case RefundWord::succeeded: return CommandKind::refund_succeeded;
        case RefundWord::failed:
        case RefundWord::failed_for_good: break;
    }
    return CommandKind::refund_failed;
}

}  // namespace

std::uint8_t detail_of(const PaymentNews& news) {
    return static_cast<std::uint8_t>(2U * news.attempt + (news.is_verified ? 1U : 0U));
}

std::uint8_t detail_of(const RefundNews& news) {
    const unsigned what = static_cast<unsigned>(news.kind) * kWords +
                          static_cast<unsigned>(news.word);
    return static_cast<std::uint8_t>(what * kTries + news.attempt % kTries);
}

PaymentNews payment_news(std::uint8_t detail) {
    return {static_cast<std::uint8_t>(detail / 2), detail % 2 == 1};
}

RefundNews refund_news(std::uint8_t detail, const order::Order& order) {
    const unsigned what = detail / kTries;
    const auto kind = static_cast<RefundKind>(what / kWords);
    const unsigned latest = order.refund_tries[static_cast<std::size_t>(kind)];
    const unsigned behind = (latest + kTries - detail % kTries) % kTries;
    return {kind, static_cast<RefundWord>(what % kWords),
            static_cast<std::uint8_t>(latest - behind)};
}

Command command_of(const PaymentNews& news) {
    Command command;
    command.kind =
        news.is_verified ? CommandKind::payment_verified : CommandKind::payment_failed;
    command.actor = order::Actor::gateway;
    command.attempt = news.attempt;
    return command;
}

Command command_of(const RefundNews& news) {
    Command command;
    command.kind = kind_of(news.word);
    command.actor = order::Actor::gateway;
    command.refund = news.kind;
    command.is_permanent = news.word == RefundWord::failed_for_good;
    command.attempt = news.attempt;
    return command;
}

Acts deliver(const View& view, SimTime at, const PaymentNews& news) {
    return arrivals(view, {at, ActKind::payment_report, detail_of(news)}, number_of(news));
}

Acts deliver(const View& view, SimTime at, const RefundNews& news) {
    return arrivals(view, {at, ActKind::refund_report, detail_of(news)}, number_of(news));
}

}  // namespace ordersim::agents::hooks
