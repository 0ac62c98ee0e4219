#include "sim/kernel/calendar.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace ordersim::kernel {

namespace {

constexpr unsigned lowest(std::uint64_t bits) {
    return static_cast<unsigned>(std::countr_zero(bits));
}

constexpr unsigned highest(std::uint64_t bits) {
    return 63U - static_cast<unsigned>(std::countl_zero(bits));
}

/// Latest first. Most runs are short, and insertion beats std::sort on them.
void sort_latest_first(Event* begin, Event* end) {
    constexpr std::ptrdiff_t is_short = 32;
    if (end - begin > is_short) {
        std::sort(begin, end, [](Event a, Event b) { return precedes(b, a); });
        return;
    }
    for (Event* next = begin + 1; next < end; ++next) {
        const Event event = *next;
        Event* place = next;
        for (; place != begin; --place) {
            const Event before = *(place - 1);
            if (!precedes(before, event)) {
                break;
            }
            *place = before;
        }
        *place = event;
    }
}

}  // namespace

/// Empties a bucket that has events, handing each on. The visit may append to other buckets.
template <class Visit>
void Calendar::drain(unsigned level, unsigned digit, Visit visit) {
    Bucket& bucket = buckets_[level][digit];
    Chunk* chunk = bucket.newest;
    std::uint32_t used = bucket.used;
    bucket.least = kNever;
    bucket.count = 0;
    bucket.used = 0;
    occupied_[level] &= ~(std::uint64_t{1} << digit);
    if (occupied_[level] == 0) {
        levels_ &= ~(1U << level);
    }
    Chunk* next = std::exchange(chunk->next, nullptr);
    for (;;) {
        __builtin_prefetch(next);
        for (std::uint32_t i = 0; i < used; ++i) {
            visit(chunk->events[i]);
        }
        if (chunk != bucket.newest) {
            chunks_.give(chunk);
        }
        if (next == nullptr) {
            return;
        }
        chunk = next;
        next = chunk->next;
        used = Chunk::kEvents;
    }
}

void Calendar::begin_chunk(Bucket& bucket) {
    Chunk* const chunk = chunks_.take();
    chunk->next = bucket.newest;
    bucket.newest = chunk;
    bucket.used = 0;
}

SimTime Calendar::next_at_beyond_run() const noexcept {
    if (size_ == 0) {
        return kNever;
    }
    if (!late_.empty()) {
        return last_;
    }
    const unsigned level = lowest(levels_);
    return buckets_[level][lowest(occupied_[level])].least;
}

Event Calendar::pop_late() {
    --size_;
    if (!run_.empty() && run_.back() < late_.front()) {
        const Event event = run_.back();
        run_.pop_back();
        return event;
    }
    std::pop_heap(late_.begin(), late_.end(), std::greater<>());
    const Event event = late_.back();
    late_.pop_back();
    return event;
}

void Calendar::overflow(Event event) {
    const auto now = static_cast<std::uint64_t>(last_.time_since_epoch().count());
    if (run_end_ - now == 1) {
        late_.push_back(event);
        std::push_heap(late_.begin(), late_.end(), std::greater<>());
        return;
    }
    narrow();
    if (ticks(event) < run_end_) {
        insert(event);
    } else {
        file(event);
    }
}

/// Moves the later events of a full run into buckets, digit by digit, until it is short again or
/// holds the present instant alone.
///
/// Telling times apart by the present instead of by the old floor leaves filled buckets valid: the
/// two agree in every digit above the level of the run, and in the digit of that level all
/// bucketed events are later than both.
void Calendar::narrow() {
    const auto now = static_cast<std::uint64_t>(last_.time_since_epoch().count());
    floor_ = now;
    unsigned level = highest((run_end_ - 1) ^ now) / kDigitBits;
    for (;;) {
        const unsigned shift = kDigitBits * level;
        run_end_ = ((now >> shift) + 1) << shift;
        const auto first_kept = std::partition_point(
            run_.begin(), run_.end(), [this](Event e) { return ticks(e) >= run_end_; });
        std::for_each(run_.begin(), first_kept, [this](Event e) { file(e); });
        run_.erase(run_.begin(), first_kept);
        if (level == 0 || run_.size() <= kRunFill) {
            return;
        }
        --level;
    }
}

void Calendar::refill() {
    if (size_ <= kRunFill) {
        gather_all();
        return;
    }
    for (;;) {
        const unsigned level = lowest(levels_);
        const unsigned digit = lowest(occupied_[level]);
        if (level == 0 || buckets_[level][digit].count <= kRunFill) {
            gather(level);
            return;
        }
        if (!split(level, digit)) {
            return;
        }
    }
}

/// So few events are left that one run holds them all, until pushes overflow it.
void Calendar::gather_all() {
    while (levels_ != 0) {
        const unsigned level = lowest(levels_);
        drain(level, lowest(occupied_[level]), [this](Event e) { run_.push_back(e); });
    }
    sort_latest_first(run_.data(), run_.data() + run_.size());
    run_end_ = kEndOfTime;
}

/// Makes a run of the first bucket of a level and of those after it while they fit.
void Calendar::gather(unsigned level) {
    std::uint64_t left = occupied_[level];
    std::uint64_t chosen = 0;
    std::size_t count = 0;
    do {
        count += buckets_[level][lowest(left)].count;
        if (chosen != 0 && count > kRunFill) {
            break;
        }
        chosen |= left & (~left + 1);
        left &= left - 1;
    } while (left != 0);

    const unsigned last_digit = highest(chosen);
    while (chosen != 0) {
        const unsigned digit = highest(chosen);
        const std::size_t sorted = run_.size();
        drain(level, digit, [this](Event e) { run_.push_back(e); });
        sort_latest_first(run_.data() + sorted, run_.data() + run_.size());
        chosen &= ~(std::uint64_t{1} << digit);
    }
    const unsigned shift = kDigitBits * level;
    const std::uint64_t prefix =
        (ticks(run_.back()) >> shift & ~std::uint64_t{kDigits - 1}) | last_digit;
    floor_ = prefix << shift;
    run_end_ = (prefix + 1) << shift;
}

/// Deals a bucket out over the buckets of the highest digit in which its events differ. If they do
/// not differ, they all become the run: false.
bool Calendar::split(unsigned level, unsigned digit) {
    const Bucket& bucket = buckets_[level][digit];
    const auto least = static_cast<std::uint64_t>(bucket.least.time_since_epoch().count());
    std::uint64_t differs = 0;
    std::uint32_t used = bucket.used;
    for (const Chunk* chunk = bucket.newest; chunk != nullptr; chunk = chunk->next) {
        for (std::uint32_t i = 0; i < used; ++i) {
            differs |= ticks(chunk->events[i]) ^ least;
        }
        used = Chunk::kEvents;
    }
    if (differs == 0) {
        drain(level, digit, [this](Event e) { run_.push_back(e); });
        sort_latest_first(run_.data(), run_.data() + run_.size());
        floor_ = least;
        run_end_ = least + 1;
        return false;
    }
    const unsigned next = highest(differs) / kDigitBits;
    drain(level, digit, [this, next](Event e) { append(next, e); });
    return true;
}

void Calendar::clear() noexcept {
    while (levels_ != 0) {
        const unsigned level = lowest(levels_);
        drain(level, lowest(occupied_[level]), [](const Event&) {});
    }
    run_.clear();
    late_.clear();
    size_ = 0;
    last_ = SimTime{};
}

}  // namespace ordersim::kernel
