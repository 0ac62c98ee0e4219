#include "sim/check/product.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "sim/base/assert.hpp"

namespace ordersim::check {
namespace {

using namespace order;

constexpr std::size_t kMost = 4;
using LocalId = std::uint16_t;

/// The orders' local states, sorted if they are symmetric; unused places are 0.
struct Joint {
    std::array<LocalId, kMost> local{};
    friend bool operator==(const Joint& a, const Joint& b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    }
};

/// A pair's, triple's or quadruple's place among all of so many local states.
struct PlaceOf {
    std::size_t local_states;
    std::uint32_t orders;
    std::size_t operator()(const Joint& joint) const {
        std::size_t place = joint.local[0];
        for (std::uint32_t i = 1; i < orders; ++i) {
            place = place * local_states + joint.local[i];
        }
        return place;
    }
};
/// How many places there are; no more than `most` + 1 are counted.
std::size_t places_of(std::size_t local_states, std::uint32_t orders, std::size_t most) {
    std::size_t places = 1;
    for (std::uint32_t i = 0; i < orders && places <= most; ++i) {
        places *= local_states;
    }
    return places;
}

/// A step of the product: which of the orders as stored, and by which move.
constexpr std::uint32_t step_of(std::uint32_t place, MoveId move) {
    return place << 16U | std::uint32_t{move};
}

/// What sharing needs to know of a local state.
struct LocalTraits {
    bool holds_unit = false;
    bool holds_agent = false;
    bool is_queued = false;
    bool is_settled = false;
    bool is_placed = false;
    bool gave_unit_back = false;
};

/// Which resource an arc asks for, or that it is what happens for want of it.
enum class Need : std::uint8_t { nothing, unit, no_unit, agent };

struct LocalArc {
    LocalId to = 0;
    MoveId move = 0;
    Need need = Need::nothing;
};

/// A parcel that left although its unit was back on the shelf took a unit that may have been sold
/// again by then: that shortage is the world's doing, and a recovery record says so.
bool holds_unit(const Order& order) {
    const StockState stock = order.regions.stock;
    return (stock == StockState::reserved || stock == StockState::deducted ||
            stock == StockState::written_off) &&
           !order.has(Mark::recovery);
}

/// The part of a graph that the product walks: one order's states with what they hold.
class Local {
public:
    Local(const Setting& setting, const Graph& graph) {
        const std::size_t size = graph.search.states.size();
        ORDERSIM_ASSERT(size <= kLocalStatesMax);
        for (StateId id = 0; id < size; ++id) {
            const Order order = unpacked(setting, graph.search.states[id]);
            const bool is_placed = order.regions.order != OrderState::none;
            traits_.push_back({holds_unit(order),
                               order.regions.case_ == CaseState::in_review,
                               order.regions.case_ == CaseState::queued,
                               !is_placed || is_settled(order), is_placed,
                               order.regions.stock == StockState::released ||
                                   order.regions.stock == StockState::restocked});
            first_.push_back(arcs_.size());
            for (const Arc& arc : graph.arcs_of(id)) {
                if (arc.to != id) {
                    arcs_.push_back({static_cast<LocalId>(arc.to), arc.move, need_of(arc.move)});
                }
            }
        }
        first_.push_back(arcs_.size());
    }
    [[nodiscard]] std::span<const LocalArc> arcs_of(LocalId id) const {
        return std::span(arcs_).subspan(first_[id], first_[id + 1U] - first_[id]);
    }
    [[nodiscard]] const LocalTraits& operator[](LocalId id) const { return traits_[id]; }
    [[nodiscard]] std::size_t size() const { return traits_.size(); }

private:
    static Need need_of(MoveId move) {
        const Command& command = all_moves()[move].command;
        if (all_moves()[move].passing != Move::Passing::none) {
            return Need::nothing;
        }
        if (command.kind == CommandKind::pick_up_case) {
            return Need::agent;
        }
        if (command.kind == CommandKind::place_order) {
            return command.stock_free > 0 ? Need::unit : Need::no_unit;
        }
        return Need::nothing;
    }
    std::vector<LocalTraits> traits_;
    std::vector<std::size_t> first_;
    std::vector<LocalArc> arcs_;
};

template <class States>
class Explorer {
public:
    using Found = Search<Joint, States>;

    Explorer(const Local& local, const Shared& shared, const ProductOptions& options)
        : local_(local), shared_(shared), options_(options) {}

    [[nodiscard]] Product run(States states) {
        Found found{std::move(states)};
        search_into(found, Joint{}, options_.states_max,
                    [&](StateId id, const Joint& joint, const auto& emit) {
                        return expand(found.states, id, joint, emit);
                    });
        product_.states = found.states.size();
        product_.transitions = found.transitions;
        product_.depth = found.depth;
        product_.is_complete = found.is_complete;
        product_.bytes_a_state =
            static_cast<double>(found.bytes()) / static_cast<double>(found.states.size());
        for (const auto& [property, id] : broken_) {
            product_.broken.push_back({property, way_to(found, id)});
        }
        if (product_.is_complete && broken_.empty()) {
            look_for_traps(found);
        }
        return std::move(product_);
    }

private:
    struct Held {
        std::uint32_t units = 0;
        std::uint32_t agents = 0;
    };
    [[nodiscard]] Held held_in(const Joint& joint) const {
        Held held;
        for (std::uint32_t i = 0; i < shared_.orders; ++i) {
            const LocalTraits& traits = local_[joint.local[i]];
            held.units += traits.holds_unit ? 1U : 0U;
            held.agents += traits.holds_agent ? 1U : 0U;
        }
        return held;
    }
    [[nodiscard]] bool is_granted(Need need, const Held& held) const {
        switch (need) {
            case Need::nothing: return true;
            case Need::unit: return held.units < shared_.stock;
            case Need::no_unit: return held.units >= shared_.stock;
            case Need::agent: return held.agents < shared_.agents;
        }
        return false;
    }
    [[nodiscard]] bool all_settled(const Joint& joint) const {
        for (std::uint32_t i = 0; i < shared_.orders; ++i) {
            if (!local_[joint.local[i]].is_settled) {
                return false;
            }
        }
        return true;
    }

    template <class Emit>
    bool expand(const States& states, StateId id, const Joint& joint, const Emit& emit) {
        const Held held = held_in(joint);
        note_twins(joint, held);
        if (held.units > shared_.stock) {
            note(SharedProperty::stock_is_not_oversold, id);
            return !options_.stop.stop_requested();
        }
        next_.clear();
        for (std::uint32_t i = 0; i < shared_.orders; ++i) {
            if (options_.is_symmetric && i > 0 && joint.local[i] == joint.local[i - 1]) {
                continue;
            }
            for (const LocalArc& arc : local_.arcs_of(joint.local[i])) {
                if (is_granted(arc.need, held)) {
                    next_.push_back({step_of(i, arc.move), moved(joint, i, arc.to)});
                }
            }
        }
        // Look-ups miss the cache: all are begun before the first is waited for.
        for (const Next& next : next_) {
            states.prefetch_slot(next.joint);
        }
        for (const Next& next : next_) {
            states.prefetch_state(next.joint);
        }
        for (const Next& next : next_) {
            emit(next.step, next.joint);
        }
        return !options_.stop.stop_requested();
    }
    [[nodiscard]] Joint moved(Joint joint, std::uint32_t place, LocalId to) const {
        joint.local[place] = to;
        if (options_.is_symmetric) {
            const auto orders = std::span(joint.local).first(shared_.orders);
            while (place > 0 && orders[place - 1] > orders[place]) {
                std::swap(orders[place - 1], orders[place]);
                --place;
            }
            while (place + 1 < orders.size() && orders[place + 1] < orders[place]) {
                std::swap(orders[place + 1], orders[place]);
                ++place;
            }
        }
        return joint;
    }
    void note_twins(const Joint& joint, const Held& held) {
        SharedTwins& twins = product_.twins;
        if (held.units < shared_.stock && held.agents < shared_.agents && twins.was_stock_reused) {
            return;
        }
        bool waits_for_unit = false;
        bool waits_for_agent = false;
        bool came_back = false;
        for (std::uint32_t i = 0; i < shared_.orders; ++i) {
            const LocalTraits& traits = local_[joint.local[i]];
            waits_for_unit |= !traits.is_placed;
            waits_for_agent |= traits.is_queued;
            came_back |= traits.gave_unit_back;
        }
        twins.was_sold_out |= waits_for_unit && held.units >= shared_.stock;
        twins.was_agent_awaited |= waits_for_agent && held.agents >= shared_.agents;
        twins.was_stock_reused |= came_back && held.units >= shared_.stock;
    }
    void note(SharedProperty property, StateId id) {
        const bool is_known = std::ranges::any_of(
            broken_, [property](const auto& broken) { return broken.first == property; });
        if (!is_known) {
            broken_.emplace_back(property, id);
        }
    }

    /// Sorted places wander from order to order; the walk keeps each order's own number with it.
    [[nodiscard]] std::vector<Ordered> way_to(const Found& found, StateId id) const {
        std::vector<Ordered> steps;
        struct Numbered {
            LocalId local;
            std::uint32_t number;
        };
        std::vector<Numbered> orders;
        for (std::uint32_t i = 0; i < shared_.orders; ++i) {
            orders.push_back({0, i + 1});
        }
        std::vector<StateId> states{id};
        while (found.origins[states.back()].from != kNoState) {
            states.push_back(found.origins[states.back()].from);
        }
        for (std::size_t i = states.size() - 1; i-- > 0;) {
            const std::uint32_t step = found.origins[states[i]].step;
            Numbered& mover = orders[step >> 16U];
            const auto move = static_cast<MoveId>(step & 0xffffU);
            steps.push_back({mover.number, move});
            mover.local = target_of(mover.local, move);
            if (options_.is_symmetric) {
                std::ranges::stable_sort(orders, {}, &Numbered::local);
            }
        }
        return steps;
    }
    [[nodiscard]] LocalId target_of(LocalId from, MoveId move) const {
        const auto arcs = local_.arcs_of(from);
        return std::ranges::find(arcs, move, &LocalArc::move)->to;
    }

    /// Backwards from where all orders are settled; what is not met is a trap.
    void look_for_traps(const Found& found) {
        const auto size = static_cast<StateId>(found.states.size());
        std::vector<bool> can_settle(found.states.side_size(), false);
        std::size_t missing = size;
        // Most steps go to later states, so that a few passes from the last state do.
        for (bool is_changed = true; is_changed && missing > 0;) {
            is_changed = false;
            for (StateId id = size; id-- > 0;) {
                const Joint& joint = found.states[id];
                auto settles = can_settle[found.states.side_place(joint)];
                if (!settles && reaches(found.states, can_settle, joint)) {
                    settles = true;
                    is_changed = true;
                    --missing;
                }
            }
            if (options_.stop.stop_requested()) {
                product_.is_complete = false;
                return;
            }
        }
        for (StateId id = 0; missing > 0 && id < size; ++id) {
            if (!can_settle[found.states.side_place(found.states[id])]) {
                product_.broken.push_back({SharedProperty::all_can_settle, way_to(found, id)});
                return;
            }
        }
    }
    [[nodiscard]] bool reaches(const States& states, const std::vector<bool>& can_settle,
                               const Joint& joint) const {
        if (all_settled(joint)) {
            return true;
        }
        const Held held = held_in(joint);
        for (std::uint32_t i = 0; i < shared_.orders; ++i) {
            for (const LocalArc& arc : local_.arcs_of(joint.local[i])) {
                if (is_granted(arc.need, held) &&
                    can_settle[states.side_place(moved(joint, i, arc.to))]) {
                    return true;
                }
            }
        }
        return false;
    }

    struct Next {
        std::uint32_t step;
        Joint joint;
    };

    const Local& local_;
    const Shared& shared_;
    const ProductOptions& options_;
    Product product_;
    std::vector<Next> next_;
    std::vector<std::pair<SharedProperty, StateId>> broken_;
};

}  // namespace

Product explore_product(const Setting& setting, const Graph& graph, const Shared& shared,
                        const ProductOptions& options) {
    ORDERSIM_ASSERT(shared.orders >= 2 && shared.orders <= kMost);
    const Local local(setting, graph);
    const std::size_t places = places_of(local.size(), shared.orders, options.places_max);
    if (places <= options.places_max) {
        using States = PlacedStates<Joint, PlaceOf>;
        return Explorer<States>(local, shared, options)
            .run(States(places, {local.size(), shared.orders}));
    }
    return Explorer<StateTable<Joint>>(local, shared, options).run({});
}

}  // namespace ordersim::check
