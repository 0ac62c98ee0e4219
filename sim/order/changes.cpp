#include "sim/order/changes.hpp"

#include "sim/base/enum_names.hpp"

#include <array>
#include <concepts>
#include <utility>

namespace ordersim::order {
namespace {

constexpr std::array<std::string_view, kRefunds> kRefundNames{
    "refund settlement", "refund goodwill", "refund late_payment"};
constexpr std::array<std::string_view, kRefunds> kTriesNames{
    "refund_tries settlement", "refund_tries goodwill", "refund_tries late_payment"};
constexpr std::array<std::string_view, kRefunds> kRetryNames{
    "refund_retry_timer settlement", "refund_retry_timer goodwill",
    "refund_retry_timer late_payment"};
constexpr std::array<std::string_view, kRefunds> kSlaNames{
    "refund_sla_timer settlement", "refund_sla_timer goodwill", "refund_sla_timer late_payment"};

template <std::integral Number>
std::string text_of(Number number) {
    return std::to_string(number);
}
std::string text_of(Money money) { return std::to_string(money.minor); }
template <class Enum>
    requires std::is_enum_v<Enum>
std::string text_of(Enum value) {
    return std::string(enum_name(value));
}

/// One timer of an order. `due` tells instants apart; for a paused timer it is what is left.
struct Running {
    std::string_view timer;  ///< empty: off
    bool is_paused = false;
    SimTime due = kNever;

    [[nodiscard]] std::string_view state() const { return is_paused ? "paused" : "running"; }
};

Running in_slot(const Order& order, std::size_t slot) {
    if (order.deadline[slot] == kNever) {
        return {};
    }
    return {enum_name(order.timer[slot]), order.is_paused(static_cast<Slot>(slot)),
            order.deadline[slot]};
}

Running of_refund(const Order& order, std::size_t kind) {
    if (order.refund[kind].deadline == kNever) {
        return {};
    }
    const bool is_retry = order.refund_state[kind] == RefundState::failed;
    return {is_retry ? kRetryNames[kind] : kSlaNames[kind], false, order.refund[kind].deadline};
}

std::string refund_text(const Order& order, std::size_t kind) {
    const RefundState state = order.refund_state[kind];
    const Money amount = order.refund[kind].amount;
    return text_of(state) + (state == RefundState::none ? "" : " " + text_of(amount));
}

class Differences {
public:
    Differences(const Order& before, const Order& after) : before_(before), after_(after) {}

    std::vector<FieldChange> all() && {
        states();
        amounts_and_counts();
        marks();
        return std::move(found_);
    }
    /// Of regions, refunds and timers alone.
    std::vector<FieldChange> of_states() && {
        states();
        return std::move(found_);
    }

private:
    template <class Value>
    void note(std::string_view field, const Value& from, const Value& to) {
        if (from != to) {
            found_.push_back({field, text_of(from), text_of(to)});
        }
    }
    template <class State>
    void region(std::string_view name, State Regions::*state) {
        note(name, before_.regions.*state, after_.regions.*state);
    }
    template <class Part, class Value>
    void member(std::string_view name, Value Part::*value) {
        note(name, before_.*value, after_.*value);
    }

    void states() {
        regions();
        refunds();
        timers();
    }

    void regions() {
        region("order", &Regions::order);
        region("payment", &Regions::payment);
        region("shipment", &Regions::shipment);
        region("request", &Regions::request);
        region("chat", &Regions::chat);
        region("case", &Regions::case_);
        region("stock", &Regions::stock);
        region("stop", &Regions::stop);
    }

    void refunds() {
        for (std::size_t i = 0; i < kRefunds; ++i) {
            std::string from = refund_text(before_, i);
            std::string to = refund_text(after_, i);
            if (from != to) {
                found_.push_back({kRefundNames[i], std::move(from), std::move(to)});
            }
        }
    }

    void timers() {
        for (std::size_t i = 0; i < kSlots; ++i) {
            timer(in_slot(before_, i), in_slot(after_, i));
        }
        for (std::size_t i = 0; i < kRefunds; ++i) {
            timer(of_refund(before_, i), of_refund(after_, i));
        }
    }

    void timer(const Running& from, const Running& to) {
        if (from.timer != to.timer) {
            if (!from.timer.empty()) {
                found_.push_back({from.timer, std::string(from.state()), "off"});
            }
            if (!to.timer.empty()) {
                found_.push_back({to.timer, "off", std::string(to.state())});
            }
        } else if (from.is_paused != to.is_paused) {
            found_.push_back({to.timer, std::string(from.state()), std::string(to.state())});
        } else if (from.due != to.due) {
            found_.push_back({to.timer, std::string(from.state()), "moved"});
        }
    }

    void amounts_and_counts() {
        member("total", &Course::total);
        member("claim", &Claims::claim);
        member("counter", &Claims::counter);
        member("quantity", &Claims::quantity);
        member("ship_limit_minutes", &Course::ship_limit_minutes);
        member("extended_minutes", &Claims::extended_minutes);
        member("payments", &Course::payments);
        payments_verified();
        member("late_waiting", &Claims::late_waiting);
        member("requests", &Claims::requests);
        member("reason", &Claims::reason);
        member("offer", &Claims::offer);
        member("offer_rounds", &Claims::offer_rounds);
        member("dispute_rounds", &Claims::dispute_rounds);
        member("info_rounds", &Claims::info_rounds);
        member("follow_ups", &Claims::follow_ups);
        member("evidence_buyer", &Claims::evidence_buyer);
        member("evidence_seller", &Claims::evidence_seller);
        for (std::size_t i = 0; i < kRefunds; ++i) {
            note(kTriesNames[i], before_.refund_tries[i], after_.refund_tries[i]);
        }
    }

    /// The attempts by number: "1, 3".
    static std::string attempts(unsigned bits) {
        std::string text;
        for (unsigned i = 0; i < kPayments; ++i) {
            if ((bits >> i & 1U) != 0) {
                text.append(text.empty() ? "" : ", ").append(std::to_string(i + 1));
            }
        }
        return text.empty() ? "none" : text;
    }

    void payments_verified() {
        if (before_.payments_verified != after_.payments_verified) {
            found_.push_back({"payments_verified", attempts(before_.payments_verified),
                              attempts(after_.payments_verified)});
        }
    }

    void marks() {
        for (std::size_t i = 0; i < enum_count<Mark>; ++i) {
            const auto mark = static_cast<Mark>(i);
            if (before_.has(mark) != after_.has(mark)) {
                found_.push_back({enum_name(mark), before_.has(mark) ? "yes" : "no",
                                  after_.has(mark) ? "yes" : "no"});
            }
        }
    }

    const Order& before_;
    const Order& after_;
    std::vector<FieldChange> found_;
};

}  // namespace

std::vector<FieldChange> changes(const Order& before, const Order& after) {
    return Differences(before, after).all();
}

std::string standing_text(const Order& order) {
    std::string text(enum_name(order.regions.order));
    for (const FieldChange& change : Differences(Order{}, order).of_states()) {
        if (change.field != "order") {
            text.append(", ").append(change.field).append(" ").append(change.to);
        }
    }
    return text;
}

std::string outcome_text(const Rules& rules, const Decision& decision) {
    switch (decision.kind) {
        case Decision::Kind::accepted: {
            const Row& row = rules.row(decision.transition);
            return std::string(row.id).append(" ").append(row.title);
        }
        case Decision::Kind::refused:
            return std::string("refused: ").append(enum_name(decision.refusal));
        case Decision::Kind::recorded: return "recorded";
    }
    return {};
}

}  // namespace ordersim::order
