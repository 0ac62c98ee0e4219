#include <algorithm>
#include <limits>
#include <utility>

#include "sim/judge/judge.hpp"

/// What the judge keeps of each order.
namespace ordersim::judge {

using order::Claims;
using order::Course;
using order::Order;

Judge::Busy& Judge::busy_of(Slot& slot) {
    if (slot.busy == kNone) {
        if (free_busy_.empty()) {
            slot.busy = static_cast<std::uint32_t>(busy_.size());
            busy_.emplace_back();
        } else {
            slot.busy = free_busy_.back();
            free_busy_.pop_back();
        }
    }
    return busy_[slot.busy];
}

Judge::Past* Judge::past_of(const Slot& slot, std::uint32_t version) {
    if (slot.busy == kNone) {
        return nullptr;
    }
    std::vector<Past>& past = busy_[slot.busy].past;
    const auto found = std::ranges::find(past, version, &Past::version);
    return found == past.end() ? nullptr : &*found;
}

/// When somebody was first told of a version after this one. While a call is in flight all that
/// passes is kept: what is not there had passed before.
std::int64_t Judge::newer_told_ns(const Slot& slot, std::uint32_t version) {
    std::int64_t told = std::numeric_limits<std::int64_t>::max();
    if (slot.course.version == version + 1) {
        told = slot.told_ns;
    } else if (slot.course.version > version) {
        const Past* next = past_of(slot, version + 1);
        told = next == nullptr ? std::numeric_limits<std::int64_t>::min() : next->told_ns;
    }
    if (slot.busy != kNone) {
        for (const Observation& held : busy_[slot.busy].held) {
            told = held.after.version > version ? std::min(told, held.returned_ns) : told;
        }
    }
    return told;
}

void Judge::load(const Slot& slot, std::vector<Belief>& beliefs) const {
    if (slot.busy != kNone && !busy_[slot.busy].beliefs.empty()) {
        beliefs = busy_[slot.busy].beliefs;
        return;
    }
    beliefs.resize(1);
    Belief& belief = beliefs.front();
    static_cast<Course&>(belief.early) = slot.course;
    static_cast<Claims&>(belief.early) = slot.claims == kNone ? Claims{} : claims_[slot.claims];
    belief.is_exact = true;
    belief.taken = 0;
}

void Judge::rest(Slot& slot, const Order& order) {
    slot.course = order;
    const Claims& claims = order;
    const bool is_plain = claims == Claims{};
    if (is_plain && slot.claims != kNone) {
        free_claims_.push_back(std::exchange(slot.claims, kNone));
    } else if (!is_plain && slot.claims == kNone && !free_claims_.empty()) {
        slot.claims = free_claims_.back();
        free_claims_.pop_back();
    } else if (!is_plain && slot.claims == kNone) {
        slot.claims = static_cast<std::uint32_t>(claims_.size());
        claims_.emplace_back();
    }
    if (!is_plain) {
        claims_[slot.claims] = claims;
    }
}

void Judge::store(Slot& slot, const std::vector<Belief>& beliefs) {
    const bool is_one = beliefs.size() == 1 && beliefs.front().is_exact;
    if (is_one && slot.busy == kNone) {
        rest(slot, beliefs.front().early);
        return;
    }
    busy_of(slot).beliefs = beliefs;
    slot.course = beliefs.front().early;
}

/// Puts an order to rest that is one thing, with nothing open.
void Judge::settle(Slot& slot) {
    if (slot.busy == kNone || slot.in_flight > 0 || !busy_[slot.busy].held.empty()) {
        return;
    }
    Busy& busy = busy_[slot.busy];
    const bool is_open = std::ranges::any_of(
        busy.loose, [](const Loose& loose) { return !loose.is_over; });
    if (is_open) {
        return;  // its answer may yet come, and may be of any version since it was sent
    }
    busy.past.clear();
    busy.made_ns = 0;
    if (busy.beliefs.size() > 1 || (!busy.beliefs.empty() && !busy.beliefs.front().is_exact)) {
        return;
    }
    if (!busy.beliefs.empty()) {
        rest(slot, busy.beliefs.front().early);
    }
    busy.beliefs.clear();
    busy.loose.clear();
    free_busy_.push_back(std::exchange(slot.busy, kNone));
}

void Judge::drop(Slot& slot, std::uint64_t& counter) {
    if (slot.busy != kNone) {
        counter += busy_[slot.busy].held.size();
        busy_[slot.busy] = {};
        free_busy_.push_back(std::exchange(slot.busy, kNone));
    }
    if (slot.claims != kNone) {
        free_claims_.push_back(std::exchange(slot.claims, kNone));
    }
}

bool Judge::BooksRange::contains(const order::Books& books) const {
    const auto is_within = [&](auto field) {
        return least.*field <= books.*field && books.*field <= most.*field;
    };
    return is_within(&order::Books::orders) && is_within(&order::Books::captured) &&
           is_within(&order::Books::refunded) && is_within(&order::Books::stock_taken);
}

bool Judge::is_whole(const Slot& slot) const {
    return slot.trust == Trust::good &&
           (slot.busy == kNone ||
            (busy_[slot.busy].held.empty() &&
             std::ranges::all_of(busy_[slot.busy].loose, &Loose::is_over)));
}

Judge::BooksRange Judge::books(SimTime at) const {
    const auto held_by = [&](Order order) {
        for (order::Deadline due = next_deadline(order); due.at < at; due = next_deadline(order)) {
            const order::Decision fired =
                step(law_.rules, order, law_.policy, as_command(due), due.at);
            if (fired.kind != order::Decision::Kind::accepted) {
                break;
            }
        }
        order::Books books;
        book(books, Order{}, order);
        return books;
    };
    const auto add = [](order::Books& sum, const order::Books& one) {
        sum.captured += one.captured;
        sum.refunded += one.refunded;
        sum.stock_taken += one.stock_taken;
        ++sum.orders;
    };
    BooksRange range;
    std::vector<Belief> beliefs;
    for (const Slot& slot : slots_) {
        if (slot.trust != Trust::good || slot.course.version == 0) {
            continue;
        }
        load(slot, beliefs);
        BooksRange one{held_by(beliefs.front().early), held_by(beliefs.front().early)};
        for (const Belief& belief : beliefs) {
            for (const order::Books& books : {held_by(belief.early), held_by(belief.latest())}) {
                one.least.captured = std::min(one.least.captured, books.captured);
                one.least.refunded = std::min(one.least.refunded, books.refunded);
                one.least.stock_taken = std::min(one.least.stock_taken, books.stock_taken);
                one.most.captured = std::max(one.most.captured, books.captured);
                one.most.refunded = std::max(one.most.refunded, books.refunded);
                one.most.stock_taken = std::max(one.most.stock_taken, books.stock_taken);
            }
        }
        add(range.least, one.least);
        add(range.most, one.most);
    }
    return range;
}

}  // namespace ordersim::judge
