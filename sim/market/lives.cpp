#include "sim/market/lives.hpp"

#include <array>
#include <bit>
#include <type_traits>

#include "sim/base/assert.hpp"

namespace ordersim::market {
namespace {

/// Word by word, without branches: an event compares two of these, and members one by one would
/// take three times as long.
template <class Value>
bool is_as_made(const Value& value) {
    static_assert(std::has_unique_object_representations_v<Value>);
    using Words = std::array<std::uint64_t, sizeof(Value) / sizeof(std::uint64_t)>;
    const auto words = std::bit_cast<Words>(value);
    constexpr auto as_made = std::bit_cast<Words>(Value{});
    std::uint64_t differs = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        differs |= words[i] ^ as_made[i];
    }
    return differs == 0;
}

}  // namespace

Life& Lives::make_room(OrderId id) {
    if (awake_count_ == awake_.size()) {
        awake_.push_back(std::make_unique<Awake>());
    }
    Awake& one = *awake_[awake_count_++];
    one.id = id;
    return one.life;
}

Life& Lives::begin(OrderId id) {
    ORDERSIM_ASSERT(id.value == place_of_.size());
    const std::uint32_t place = resting_.take();
    place_of_.push_back(place);
    resting_[place].plan = kNone;
    resting_[place].affair = kNone;
    Life& life = make_room(id);
    life = Life{};
    return life;
}

Life& Lives::wake_up(OrderId id) {
    ORDERSIM_ASSERT(id.value < place_of_.size() && place_of_[id.value] != kGone);
    Life& life = make_room(id);
    load(place_of_[id.value], life);
    return life;
}

void Lives::load(std::uint32_t place, Life& life) const {
    const Resting& resting = resting_[place];
    order::Course& course = life.order;
    order::Claims& claims = life.order;
    agents::HandlingPlan& plan = life.memory;
    agents::Talks& talks = life.memory;
    course = resting.course;
    plan = resting.plan == kNone ? agents::HandlingPlan{} : plans_[resting.plan];
    if (resting.affair == kNone) {
        claims = {};
        talks = {};
    } else {
        claims = affairs_[resting.affair].claims;
        talks = affairs_[resting.affair].talks;
    }
    life.watched_at = resting.watched_at;
    life.awaited = resting.awaited;
    life.sequence = resting.sequence;
}

void Lives::lay_down(OrderId id, const Life& life) {
    Resting& resting = resting_[place_of_[id.value]];
    const order::Claims& claims = life.order;
    const agents::HandlingPlan& plan = life.memory;
    const agents::Talks& talks = life.memory;
    resting.course = life.order;
    resting.watched_at = life.watched_at;
    if (is_as_made(plan)) {
        drop(plans_, resting.plan);
    } else {
        place_in(plans_, resting.plan) = plan;
    }
    if (is_as_made(claims) && is_as_made(talks)) {
        drop(affairs_, resting.affair);
    } else {
        place_in(affairs_, resting.affair) = {claims, talks};
    }
    resting.awaited = life.awaited;
    resting.sequence = life.sequence;
}

void Lives::let_go(OrderId id) {
    const std::uint32_t place = std::exchange(place_of_[id.value], kGone);
    drop(plans_, resting_[place].plan);
    drop(affairs_, resting_[place].affair);
    resting_.give(place);
}

}  // namespace ordersim::market
