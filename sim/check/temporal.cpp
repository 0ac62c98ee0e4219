#include "sim/check/temporal.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "sim/check/components.hpp"

namespace ordersim::check {
namespace {

using namespace order;
using C = CommandKind;

bool has_open_request(const Order& order) { return is_open(order.regions.request); }
bool has_open_case(const Order& order) { return is_open(order.regions.case_); }
bool owes_money(const Order& order) {
    return order.regions.order == OrderState::refunding ||
           std::ranges::any_of(order.refund_state, is_outstanding);
}
bool holds_stock(const Order& order) { return order.regions.stock == StockState::reserved; }
bool is_unsettled(const Order& order) {
    return order.regions.order != OrderState::none && !is_settled(order);
}

constexpr std::array kTemporal{
    Temporal{"live_1_request_is_answered", "every request is answered, by somebody or by silence",
             has_open_request},
    Temporal{"live_2_money_goes_back", "every refund is paid, and who is refunded is done with",
             owes_money},
    Temporal{"live_3_case_is_closed", "every case and dispute is closed", has_open_case},
    Temporal{"live_4_order_settles", "every order is settled at last", is_unsettled},
    Temporal{"live_6_stock_is_sold_or_released", "no unit of stock is reserved for ever",
             holds_stock}};

/// One who does his part at last, if he can go on doing it: the moves that are his part.
struct Fair {
    std::string_view name;
    bool (*is_part)(const Command& command);
};

template <C... Kinds>
bool is_one_of(const Command& command) {
    return ((command.kind == Kinds) || ...);
}
template <C Kind, RefundKind Refund>
bool is_about(const Command& command) {
    return command.kind == Kind && command.refund == Refund;
}
template <RefundKind Refund>
bool answers_refund(const Command& command) {
    return command.refund == Refund &&
           (command.kind == C::refund_succeeded || command.kind == C::refund_failed);
}

constexpr std::array kFair{
    Fair{"the gateway answers a payment", is_one_of<C::payment_verified, C::payment_failed>},
    Fair{"settlement refunds are sent", is_about<C::submit_refund, RefundKind::settlement>},
    Fair{"goodwill refunds are sent", is_about<C::submit_refund, RefundKind::goodwill>},
    Fair{"late refunds are sent", is_about<C::submit_refund, RefundKind::late_payment>},
    Fair{"settlement refunds are answered", answers_refund<RefundKind::settlement>},
    Fair{"goodwill refunds are answered", answers_refund<RefundKind::goodwill>},
    Fair{"late refunds are answered", answers_refund<RefundKind::late_payment>},
    Fair{"settlement is paid by hand", is_about<C::pay_out_by_hand, RefundKind::settlement>},
    Fair{"goodwill is paid by hand", is_about<C::pay_out_by_hand, RefundKind::goodwill>},
    Fair{"late money is paid by hand", is_about<C::pay_out_by_hand, RefundKind::late_payment>},
    Fair{"support picks cases up", is_one_of<C::pick_up_case>},
    Fair{"support decides", is_one_of<C::decide_case>},
    Fair{"the warehouse sees stops", is_one_of<C::stop_seen>},
    Fair{"the carrier delivers or loses", is_one_of<C::delivered_scan, C::parcel_lost>},
    Fair{"the carrier stops a parcel or not", is_one_of<C::intercepted, C::intercept_failed>},
    Fair{"the carrier brings a parcel back", is_one_of<C::return_received>},
    Fair{"settlement is tried again", is_about<C::refund_retry_timer, RefundKind::settlement>},
    Fair{"goodwill is tried again", is_about<C::refund_retry_timer, RefundKind::goodwill>},
    Fair{"late money is tried again", is_about<C::refund_retry_timer, RefundKind::late_payment>},
    Fair{"the pay timer fires", is_one_of<C::pay_timer>},
    Fair{"the verify timer fires", is_one_of<C::verify_timer>},
    Fair{"the ship timer fires", is_one_of<C::ship_timer>},
    Fair{"the cancel timer fires", is_one_of<C::cancel_timer>},
    Fair{"the deliver timer fires", is_one_of<C::deliver_timer>},
    Fair{"the confirm timer fires", is_one_of<C::confirm_timer>},
    Fair{"the dispute window closes", is_one_of<C::dispute_window_timer>},
    Fair{"the dispute timer fires", is_one_of<C::dispute_seller_timer>},
    Fair{"the platform steps in", is_one_of<C::dispute_platform_timer>},
    Fair{"the info timer fires", is_one_of<C::info_timer>},
    Fair{"the return timer fires", is_one_of<C::return_timer>},
    Fair{"the return receipt timer fires", is_one_of<C::return_receipt_timer>},
    Fair{"what is paid settles", is_one_of<C::settle_timer>}};
static_assert(kFair.size() <= 64);
using FairSet = std::uint64_t;

/// Which fair actors each move is the part of, by move.
std::vector<FairSet> parts_by_move() {
    std::vector<FairSet> parts;
    for (const Move& move : all_moves()) {
        FairSet set = 0;
        for (std::size_t i = 0; i < kFair.size(); ++i) {
            const bool is_part =
                move.passing == Move::Passing::none && kFair[i].is_part(move.command);
            set |= FairSet{is_part ? 1U : 0U} << i;
        }
        parts.push_back(set);
    }
    return parts;
}

/// Whose deadline each row sets anew, by row.
std::vector<FairSet> set_anew_by_row(const Rules& rules) {
    std::vector<FairSet> anew;
    for (const Row& row : rules.rows()) {
        FairSet set = 0;
        for (const TimerMove& timer : row.timers) {
            const Command command{.kind = timer.timer, .actor = Actor::clock};
            for (std::size_t i = 0; i < kFair.size(); ++i) {
                const bool is_set = timer.action == TimerAction::arm && kFair[i].is_part(command);
                set |= FairSet{is_set ? 1U : 0U} << i;
            }
        }
        anew.push_back(set);
    }
    return anew;
}

class Fairness {
public:
    Fairness(const Setting& setting, const Graph& graph)
        : graph_(graph), parts_(parts_by_move()), anew_(set_anew_by_row(*setting.rules)) {}

    [[nodiscard]] FairSet enabled_in(StateId id) const {
        FairSet set = 0;
        for (const Arc& arc : graph_.arcs_of(id)) {
            set |= parts_[arc.move];
        }
        return set;
    }
    /// Whose wait an arc ends: he acts, or his deadline is set anew.
    [[nodiscard]] FairSet met_by(const Arc& arc) const {
        return parts_[arc.move] | (arc.row == kNoTransition ? 0 : anew_[arc.row]);
    }

private:
    const Graph& graph_;
    std::vector<FairSet> parts_;
    std::vector<FairSet> anew_;
};

/// Walks in a component by shortest ways, so as to come by every place that makes the loop fair.
class LoopBuilder {
public:
    LoopBuilder(const Graph& graph, const std::vector<std::uint32_t>& component,
                std::uint32_t number, StateId start)
        : graph_(graph), component_(component), number_(number), at_(start) {}

    /// Goes on until `wanted(from, arc)` took an arc.
    template <class Wanted>
    void go_on(const Wanted& wanted) {
        std::vector<StateId> queue{at_};
        std::vector<std::pair<std::size_t, Arc>> origin{{0, {}}};
        std::vector<bool> seen(component_.size(), false);
        seen[at_] = true;
        for (std::size_t i = 0; i < queue.size(); ++i) {
            for (const Arc& arc : graph_.arcs_of(queue[i])) {
                if (component_[arc.to] != number_) {
                    continue;
                }
                if (wanted(queue[i], arc)) {
                    append(origin, i, arc);
                    return;
                }
                if (!seen[arc.to]) {
                    seen[arc.to] = true;
                    queue.push_back(arc.to);
                    origin.emplace_back(i, arc);
                }
            }
        }
    }
    [[nodiscard]] StateId at() const { return at_; }
    [[nodiscard]] const std::vector<Arc>& loop() const { return loop_; }

private:
    void append(const std::vector<std::pair<std::size_t, Arc>>& origin, std::size_t i,
                const Arc& last) {
        std::vector<Arc> way{last};
        for (; i != 0; i = origin[i].first) {
            way.push_back(origin[i].second);
        }
        loop_.insert(loop_.end(), way.rbegin(), way.rend());
        at_ = last.to;
    }
    const Graph& graph_;
    const std::vector<std::uint32_t>& component_;
    std::uint32_t number_;
    StateId at_;
    std::vector<Arc> loop_;
};

/// What a component's loops can be fair to.
struct Account {
    FairSet met = 0;                  ///< somewhere his wait ends
    FairSet always_enabled = ~FairSet{0};
    bool has_arc = false;
};

std::vector<Account> accounts_of(const Graph& graph, const Fairness& fairness,
                                 const std::vector<std::uint32_t>& component,
                                 std::uint32_t count) {
    std::vector<Account> accounts(count);
    for (StateId id = 0; id < component.size(); ++id) {
        if (component[id] == kNoComponent) {
            continue;
        }
        Account& account = accounts[component[id]];
        account.always_enabled &= fairness.enabled_in(id);
        for (const Arc& arc : graph.arcs_of(id)) {
            if (component[arc.to] == component[id]) {
                account.has_arc = true;
                account.met |= fairness.met_by(arc);
            }
        }
    }
    return accounts;
}

/// Whether a loop is fair to one already: he acts on it, or has nothing to do somewhere.
bool is_fair_to(const Fairness& fairness, FairSet one, StateId start,
                const std::vector<Arc>& loop) {
    StateId from = start;
    for (const Arc& arc : loop) {
        if ((fairness.met_by(arc) & one) != 0 || (fairness.enabled_in(from) & one) == 0) {
            return true;
        }
        from = arc.to;
    }
    return false;
}

Lasso lasso_in(const Graph& graph, const Fairness& fairness,
               const std::vector<std::uint32_t>& component, StateId start) {
    LoopBuilder builder(graph, component, component[start], start);
    builder.go_on([](StateId, const Arc&) { return true; });
    for (std::size_t i = 0; i < kFair.size(); ++i) {
        const FairSet one = FairSet{1} << i;
        if (!is_fair_to(fairness, one, start, builder.loop())) {
            builder.go_on([&](StateId from, const Arc& arc) {
                return (fairness.met_by(arc) & one) != 0 ||
                       (fairness.enabled_in(from) & one) == 0;
            });
        }
    }
    if (builder.at() != start) {
        builder.go_on([start](StateId, const Arc& arc) { return arc.to == start; });
    }
    return {start, builder.loop()};
}

}  // namespace

std::span<const Temporal> temporal_properties() { return kTemporal; }

std::optional<Lasso> endless(const Setting& setting, const Graph& graph,
                             const Temporal& property) {
    const std::size_t size = graph.search.states.size();
    std::vector<bool> is_pending(size);
    for (StateId id = 0; id < size; ++id) {
        is_pending[id] = property.is_pending(unpacked(setting, graph.search.states[id]));
    }
    const Components components = components_of(
        size, [&](StateId id) { return graph.arcs_of(id); },
        [&](StateId id) { return is_pending[id]; });
    const Fairness fairness(setting, graph);
    const auto accounts = accounts_of(graph, fairness, components.of, components.count);
    for (StateId id = 0; id < size; ++id) {
        if (components.of[id] == kNoComponent) {
            continue;
        }
        if (fairness.enabled_in(id) == 0) {
            return Lasso{id, {}};
        }
        const Account& account = accounts[components.of[id]];
        if (account.has_arc && (account.always_enabled & ~account.met) == 0) {
            return lasso_in(graph, fairness, components.of, id);
        }
    }
    return std::nullopt;
}

bool is_ever_pending(const Setting& setting, const Graph& graph, const Temporal& property) {
    for (StateId id = 0; id < graph.search.states.size(); ++id) {
        if (property.is_pending(unpacked(setting, graph.search.states[id]))) {
            return true;
        }
    }
    return false;
}

StateId trap_in(const Setting& setting, const Graph& graph) {
    const std::size_t size = graph.search.states.size();
    // Predecessors, as one array by state.
    std::vector<std::uint64_t> first(size + 1, 0);
    for (const Arc& arc : graph.arcs) {
        ++first[arc.to + 1];
    }
    for (std::size_t i = 0; i < size; ++i) {
        first[i + 1] += first[i];
    }
    std::vector<StateId> from(graph.arcs.size());
    std::vector<std::uint64_t> next(first.begin(), first.end() - 1);
    for (StateId id = 0; id < size; ++id) {
        for (const Arc& arc : graph.arcs_of(id)) {
            from[next[arc.to]++] = id;
        }
    }
    std::vector<bool> can_settle(size, false);
    std::deque<StateId> queue;
    for (StateId id = 0; id < size; ++id) {
        if (is_settled(unpacked(setting, graph.search.states[id]))) {
            can_settle[id] = true;
            queue.push_back(id);
        }
    }
    while (!queue.empty()) {
        const StateId id = queue.front();
        queue.pop_front();
        for (std::uint64_t i = first[id]; i < first[id + 1]; ++i) {
            if (!can_settle[from[i]]) {
                can_settle[from[i]] = true;
                queue.push_back(from[i]);
            }
        }
    }
    const auto trap = std::ranges::find(can_settle, false);
    return trap == can_settle.end() ? kNoState
                                    : static_cast<StateId>(trap - can_settle.begin());
}

}  // namespace ordersim::check
