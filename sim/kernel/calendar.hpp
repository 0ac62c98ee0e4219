#pragma once

#include "sim/base/assert.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/chunk_pool.hpp"
#include "sim/kernel/event.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ordersim::kernel {

/// The pending events of one run, popped in canonical order (see Event).
///
/// A radix trie on time under a short sorted run. The run holds every event before `run_end_`; an
/// event from there on lies in the bucket of the highest 6-bit digit in which its time differs
/// from `floor_`. When the run is used up, the nearest buckets become the next one, put in order
/// by counting, without a branch to guess wrong. A bucket with too many events for a run is first
/// dealt out by the highest digit in which they differ, of which no more bits are told apart than
/// so many events need. So an event moves at most twice a digit, whatever the law of the delays:
/// there is no width to tune and no resize. A burst at one instant is sorted once; what is pushed
/// into its midst waits in a heap. (Radix heaps: Ahuja, Mehlhorn, Orlin, Tarjan, JACM 37, 1990;
/// short runs and splitting on demand: the ladder queue of Tang, Goh, Thng, ACM TOMACS 15, 2005.)
///
/// push and pop: O(1) amortised, O(log n) among n events of one instant. next_at: O(1), but O(n)
/// among the n events of the nearest bucket when it is first asked after the run is used up. About
/// 17 bytes a pending event and at most 0.4 MB beyond that; a burst at one instant takes up to 32
/// bytes an event more. Memory is kept until destruction. One thread. A calendar that was moved
/// from may only be destroyed or assigned to.
class Calendar {
public:
    Calendar() = default;
    Calendar(Calendar&&) noexcept = default;
    Calendar& operator=(Calendar&&) noexcept = default;
    Calendar(const Calendar&) = delete;
    Calendar& operator=(const Calendar&) = delete;
    ~Calendar() = default;

    /// Requires: event.at >= the time of the last pop (0 before the first), event.at < kNever.
    /// Equal times are fine, also with a smaller key than what was popped.
    void push(Event event) {
        ORDERSIM_ASSERT(event.at >= last_);
        ORDERSIM_ASSERT(event.at < kNever);
        if (size_++ == 0) {
            run_end_ = kEndOfTime;
        }
        if (ticks(event.at) < run_end_) {
            insert(event);
        } else {
            next_beyond_run_ = std::min(next_beyond_run_, event.at);
            file(event);
        }
    }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// When the next event is due; kNever when there is none. Does not disturb what may be pushed.
    [[nodiscard]] SimTime next_at() const noexcept {
        return run_size_ == 0 ? next_at_beyond_run() : run_[run_size_ - 1].at;
    }

    /// The event that comes after `n` others, or null when not so many are in order yet; pushes may
    /// still come in between, and in a crowd at the present instant some are passed over. A hint
    /// of what to bring into cache: commonly none to a few dozens are in order. O(1).
    [[nodiscard]] const Event* ahead(std::size_t n) const noexcept {
        return n < run_size_ ? run_.data() + (run_size_ - 1 - n) : nullptr;
    }

    /// Requires: not empty.
    Event pop() {
        ORDERSIM_ASSERT(size_ > 0);
        if (!late_.empty()) [[unlikely]] {
            return pop_late();
        }
        if (run_size_ == 0) {
            refill();
        }
        const Event event = run_[--run_size_];
        --size_;
        last_ = event.at;
        return event;
    }

    /// As new, with the memory kept.
    void clear() noexcept;

private:
    static constexpr unsigned kDigitBits = 6;
    static constexpr unsigned kDigits = 1U << kDigitBits;
    static constexpr unsigned kLevels = (64 + kDigitBits - 1) / kDigitBits;
    /// A run is made of buckets with so many events together, and grows by pushes to kRunMax.
    static constexpr std::uint32_t kRunFill = 32;
    static constexpr std::size_t kRunMax = 64;
    /// A bucket is dealt out over as many as then hold 8 to 16 events each on average: fewer mean
    /// more buckets a run, more mean runs that are less full. The speed is flat from 6 to 20.
    static constexpr std::size_t kBucketFill = 16;
    static constexpr std::uint64_t kEndOfTime = std::uint64_t{1} << 63U;
    static constexpr SimTime kUnknown = SimTime::min();
    static constexpr auto kAllBits = [] {
        std::array<std::uint64_t, kLevels> all{};
        all.fill(kDigits - 1U);
        return all;
    }();

    /// Keeps one chunk when emptied, so that a first event finds room.
    struct Bucket {
        Chunk* newest = nullptr;
        std::uint32_t used = Chunk::kEvents;  ///< of the newest chunk; all others are full
    };

    [[nodiscard]] static std::uint64_t ticks(SimTime time) noexcept {
        return static_cast<std::uint64_t>(time.time_since_epoch().count());
    }

    void insert(Event event) {
        if (run_size_ >= kRunMax) [[unlikely]] {
            overflow(event);
            return;
        }
        std::size_t place = run_size_++;
        for (; place > 0; --place) {
            const Event before = run_[place - 1];
            if (!precedes(before, event)) {
                break;
            }
            run_[place] = before;
        }
        run_[place] = event;
    }

    void file(Event event) {
        const std::uint64_t differs = ticks(event.at) ^ floor_;
        const unsigned highest = 63U - static_cast<unsigned>(std::countl_zero(differs | 1U));
        append(highest / kDigitBits, event);
    }

    void append(unsigned level, Event event) {
        const std::uint64_t digit = ticks(event.at) >> (kDigitBits * level) & kept_[level];
        Bucket& bucket = buckets_[level][digit];
        if (bucket.used == Chunk::kEvents) [[unlikely]] {
            begin_chunk(bucket);
        }
        bucket.newest->events[bucket.used++] = event;
        occupied_[level] |= std::uint64_t{1} << digit;
    }

    void empty_out(unsigned level, unsigned digit) noexcept {
        Bucket& bucket = buckets_[level][digit];
        bucket.used = 0;
        occupied_[level] &= ~(std::uint64_t{1} << digit);
    }

    [[nodiscard]] unsigned lowest_level() const noexcept {
        unsigned level = 0;
        while (occupied_[level] == 0) {
            ++level;
        }
        return level;
    }

    void begin_chunk(Bucket& bucket);
    [[nodiscard]] SimTime next_at_beyond_run() const noexcept;
    Event pop_late();
    void overflow(Event event);
    void narrow();
    void refill();
    void gather_all();
    void gather(unsigned level);
    void gather_crowd(unsigned level, unsigned digit, std::size_t count);
    [[nodiscard]] static bool fits(const Bucket& bucket, std::uint32_t count) noexcept;
    std::uint32_t stage(unsigned level, unsigned digit, std::uint32_t count);
    void sort_staged(std::uint32_t count, unsigned width);
    bool split(unsigned level, unsigned digit);
    void refine(unsigned level);
    template <class Visit>
    static void visit(const Bucket& bucket, Visit visit);
    template <class Visit>
    void drain(unsigned level, unsigned digit, Visit visit);

    /// The first run_size_ are the run, the nearest events, latest first. From kRunMax on there is
    /// room for the next run, before it is in order; the crowd of one instant may take all.
    std::vector<Event> run_ = std::vector<Event>(kRunMax + kRunFill);
    std::size_t run_size_ = 0;
    std::vector<Event> late_;  ///< a heap of events at `last_` that the run had no room for
    std::size_t size_ = 0;
    SimTime last_{};                      ///< time of the last pop
    std::uint64_t run_end_ = kEndOfTime;  ///< events before it are in the run or late
    std::uint64_t floor_ = 0;             ///< what bucketed times are told apart by
    mutable SimTime next_beyond_run_ = kUnknown;  ///< found when it is asked for
    std::array<std::uint64_t, kLevels> occupied_{};        ///< bit d: bucket d is not empty
    std::array<std::uint64_t, kLevels> kept_ = kAllBits;  ///< bits of a digit that are told apart
    std::array<std::array<Bucket, kDigits>, kLevels> buckets_{};
    ChunkPool chunks_;
};

}  // namespace ordersim::kernel
