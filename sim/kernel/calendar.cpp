#include "sim/kernel/calendar.hpp"

#include <algorithm>
#include <bit>
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

/// Sorts latest first what is nearly so.
void insert_latest_first(Event* begin, Event* end) {
    for (Event* next = begin + 1; next < end; ++next) {
        const Event event = *next;
        Event* place = next;
        for (; place != begin && precedes(*(place - 1), event); --place) {
            *place = *(place - 1);
        }
        *place = event;
    }
}

/// Sorts latest first `count` of kMost events, whose times agree but for the low `width`
/// bits. What lies behind them is read, and other things are written behind the result.
///
/// The place of an event is the number of later ones, counted without a branch and in vector
/// registers: by keys of 32 bits, the upper of those time bits and then the event's own number.
/// What that leaves out of order, commonly nothing, insertion mends.
template <std::uint32_t kMost>
void sort_latest_first(const Event* from, std::uint32_t count, unsigned width, Event* to) {
    constexpr unsigned own_bits = std::bit_width(kMost - 1);
    constexpr unsigned time_bits = 31 - own_bits;
    const unsigned dropped = width > time_bits ? width - time_bits : 0;
    std::array<std::int32_t, kMost> key;
    for (std::uint32_t i = 0; i < kMost; ++i) {
        const auto time = from[i].at.time_since_epoch().count() >> dropped;
        const std::uint32_t timed = static_cast<std::uint32_t>(time) << own_bits | i;
        key[i] = static_cast<std::int32_t>(i < count ? timed & ~0U >> 1U : i - kMost);
    }
    std::array<std::int32_t, kMost> later{};
    for (const std::int32_t other : key) {
        for (std::uint32_t i = 0; i < kMost; ++i) {
            later[i] += other > key[i] ? 1 : 0;
        }
    }
    for (std::uint32_t i = 0; i < kMost; ++i) {
        to[later[i]] = from[i];
    }
    insert_latest_first(to, to + count);
}

}  // namespace

/// Shows a bucket's events, in no order.
template <class Visit>
void Calendar::visit(const Bucket& bucket, Visit visit) {
    std::uint32_t used = bucket.used;
    for (const Chunk* chunk = bucket.newest; chunk != nullptr; chunk = chunk->next) {
        for (std::uint32_t i = 0; i < used; ++i) {
            visit(chunk->events[i]);
        }
        used = Chunk::kEvents;
    }
}

/// Empties a bucket that has events, handing each on. The visit may append to buckets, to this one
/// too: what is written there never overtakes what is read.
template <class Visit>
void Calendar::drain(unsigned level, unsigned digit, Visit visit) {
    Bucket& bucket = buckets_[level][digit];
    Chunk* chunk = bucket.newest;
    std::uint32_t used = bucket.used;
    empty_out(level, digit);
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
    if (next_beyond_run_ == kUnknown) {
        next_beyond_run_ = kNever;
        const unsigned level = lowest_level();
        visit(buckets_[level][lowest(occupied_[level])],
              [this](Event e) { next_beyond_run_ = std::min(next_beyond_run_, e.at); });
    }
    return next_beyond_run_;
}

Event Calendar::pop_late() {
    --size_;
    if (run_size_ > 0 && run_[run_size_ - 1] < late_.front()) {
        return run_[--run_size_];
    }
    std::pop_heap(late_.begin(), late_.end(), std::greater<>());
    const Event event = late_.back();
    late_.pop_back();
    return event;
}

void Calendar::overflow(Event event) {
    const std::uint64_t now = ticks(last_);
    if (run_end_ - now == 1) {
        late_.push_back(event);
        std::push_heap(late_.begin(), late_.end(), std::greater<>());
        return;
    }
    narrow();
    if (ticks(event.at) < run_end_) {
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
    const std::uint64_t now = ticks(last_);
    floor_ = now;
    next_beyond_run_ = kUnknown;
    unsigned level = highest((run_end_ - 1) ^ now) / kDigitBits;
    for (;;) {
        const unsigned shift = kDigitBits * level;
        run_end_ = ((now >> shift) + 1) << shift;
        Event* const end = run_.data() + run_size_;
        Event* const first_kept = std::partition_point(
            run_.data(), end, [this](Event e) { return ticks(e.at) >= run_end_; });
        std::for_each(run_.data(), first_kept, [this](Event e) { file(e); });
        run_size_ = static_cast<std::size_t>(end - first_kept);
        std::copy(first_kept, end, run_.data());
        if (level == 0 || run_size_ <= kRunFill) {
            return;
        }
        --level;
    }
}

void Calendar::refill() {
    next_beyond_run_ = kUnknown;
    if (size_ <= kRunFill) {
        gather_all();
        return;
    }
    for (;;) {
        const unsigned level = lowest_level();
        const unsigned digit = lowest(occupied_[level]);
        if (fits(buckets_[level][digit], 0)) {
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
    std::uint32_t count = 0;
    unsigned width = 0;
    for (unsigned level = 0; level < kLevels; ++level) {
        while (occupied_[level] != 0) {
            count = stage(level, lowest(occupied_[level]), count);
            width = kDigitBits * (level + 1);
        }
    }
    sort_staged(count, width);
    run_end_ = kEndOfTime;
}

/// Makes a run of the first bucket of a level and of those after it while they fit.
void Calendar::gather(unsigned level) {
    std::uint32_t count = 0;
    unsigned last_digit = 0;
    do {
        const unsigned digit = lowest(occupied_[level]);
        if (!fits(buckets_[level][digit], count)) {
            break;
        }
        count = stage(level, digit, count);
        last_digit = digit;
    } while (occupied_[level] != 0);
    const unsigned shift = kDigitBits * level;
    sort_staged(count, shift + kDigitBits);
    const std::uint64_t prefix =
        (ticks(run_[0].at) >> shift & ~std::uint64_t{kDigits - 1}) | last_digit;
    floor_ = prefix << shift;
    run_end_ = (prefix + (kDigits - kept_[level])) << shift;
}

/// Whether a bucket may join `count` events in a run.
bool Calendar::fits(const Bucket& bucket, std::uint32_t count) noexcept {
    return bucket.newest->next == nullptr && count + bucket.used <= kRunFill;
}

/// Copies the events of a bucket of one chunk behind those staged before, and empties it. Returns
/// how many are staged.
std::uint32_t Calendar::stage(unsigned level, unsigned digit, std::uint32_t count) {
    const Bucket& bucket = buckets_[level][digit];
    const std::uint32_t staged = count + bucket.used;
    std::copy_n(bucket.newest->events.data(), bucket.used, run_.data() + kRunMax + count);
    empty_out(level, digit);
    return staged;
}

/// Makes the staged events the run. Their times agree but for the low `width` bits.
void Calendar::sort_staged(std::uint32_t count, unsigned width) {
    sort_latest_first<kRunFill>(run_.data() + kRunMax, count, width, run_.data());
    run_size_ = count;
}

/// Deals a bucket out over the buckets of the highest digit in which its events differ. If they do
/// not differ, they all become the run: false.
bool Calendar::split(unsigned level, unsigned digit) {
    const Bucket& bucket = buckets_[level][digit];
    const SimTime first = bucket.newest->events[0].at;
    std::uint64_t differs = 0;
    std::size_t count = 0;
    visit(bucket, [&](Event e) {
        differs |= ticks(e.at) ^ ticks(first);
        ++count;
    });
    if (differs == 0) {
        gather_crowd(level, digit, count);
        return false;
    }
    const unsigned next = highest(differs) / kDigitBits;
    if (next == level) {
        refine(level);
        return true;
    }
    const unsigned bits = highest(differs) % kDigitBits + 1;
    const auto wanted = static_cast<unsigned>(std::bit_width(count / kBucketFill));
    const unsigned dropped = next > 0 && wanted < bits ? bits - wanted : 0;
    kept_[next] = kDigits - (1U << dropped);
    drain(level, digit, [this, next](Event e) { append(next, e); });
    return true;
}

/// A bucket told its events apart by some bits of its digit and got too many: deals all buckets of
/// that level out by all bits. As that comes once after a split, an event still moves O(1) times a
/// digit.
void Calendar::refine(unsigned level) {
    kept_[level] = kDigits - 1;
    for (std::uint64_t left = occupied_[level]; left != 0; left &= left - 1) {
        drain(level, lowest(left), [this, level](Event e) { append(level, e); });
    }
}

/// Makes a run of a bucket whose events are all due at one instant, however many.
void Calendar::gather_crowd(unsigned level, unsigned digit, std::size_t count) {
    run_.resize(std::max(run_.size(), count));
    drain(level, digit, [this](Event e) { run_[run_size_++] = e; });
    std::sort(run_.data(), run_.data() + count, [](Event a, Event b) { return precedes(b, a); });
    floor_ = ticks(run_[0].at);
    run_end_ = floor_ + 1;
}

void Calendar::clear() noexcept {
    for (unsigned level = 0; level < kLevels; ++level) {
        while (occupied_[level] != 0) {
            drain(level, lowest(occupied_[level]), [](const Event&) {});
        }
    }
    run_size_ = 0;
    late_.clear();
    next_beyond_run_ = kUnknown;
    size_ = 0;
    last_ = SimTime{};
}

}  // namespace ordersim::kernel
