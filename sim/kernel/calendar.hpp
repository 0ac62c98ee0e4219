#pragma once

#include "sim/base/assert.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/chunk_pool.hpp"
#include "sim/kernel/event.hpp"

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
/// from `floor_`. When the run is used up, the nearest buckets become the next one; a bucket with
/// too many events for a run is first dealt out by the highest digit in which they differ. So an
/// event moves down at most once a digit, whatever the law of the delays: there is no width to
/// tune and no resize. A burst at one instant is sorted once; what is pushed into its midst waits
/// in a heap. (Radix heaps: Ahuja, Mehlhorn, Orlin, Tarjan, JACM 37, 1990; short runs and splitting
/// on demand: the ladder queue of Tang, Goh, Thng, ACM TOMACS 15, 2005.)
///
/// push and pop: O(1) amortised, O(log n) among n events of one instant. About 17 bytes a pending
/// event and at most 0.4 MB beyond that; a burst at one instant takes up to 32 bytes an event
/// more. Memory is kept until destruction. One thread. A calendar that was moved from may only be
/// destroyed or assigned to.
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
        if (ticks(event) < run_end_) {
            insert(event);
        } else {
            file(event);
        }
    }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// When the next event is due; kNever when there is none. Does not disturb what may be pushed.
    [[nodiscard]] SimTime next_at() const noexcept {
        return run_.empty() ? next_at_beyond_run() : run_.back().at;
    }

    /// The event that comes after `n` others, or null when not so many are in order yet; pushes may
    /// still come in between, and in a crowd at the present instant some are passed over. A hint
    /// of what to bring into cache: commonly none to a few dozens are in order. O(1).
    [[nodiscard]] const Event* ahead(std::size_t n) const noexcept {
        return n < run_.size() ? run_.data() + (run_.size() - 1 - n) : nullptr;
    }

    /// Requires: not empty.
    Event pop() {
        ORDERSIM_ASSERT(size_ > 0);
        if (!late_.empty()) [[unlikely]] {
            return pop_late();
        }
        if (run_.empty()) {
            refill();
        }
        const Event event = run_.back();
        run_.pop_back();
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
    /// A run is made of buckets with so many events together, and grows by pushes to kRunMax. The
    /// speed is flat from 16 to 48: shorter runs mean more of them, longer ones dearer sorting.
    static constexpr std::size_t kRunFill = 32;
    static constexpr std::size_t kRunMax = 64;
    static constexpr std::uint64_t kEndOfTime = std::uint64_t{1} << 63U;

    /// Keeps one chunk when emptied, so that a first event finds room.
    struct Bucket {
        Chunk* newest = nullptr;
        SimTime least = kNever;  ///< of its events
        std::uint32_t count = 0;
        std::uint32_t used = Chunk::kEvents;  ///< of the newest chunk; all others are full
    };

    [[nodiscard]] static std::uint64_t ticks(Event event) noexcept {
        return static_cast<std::uint64_t>(event.at.time_since_epoch().count());
    }

    void insert(Event event) {
        if (run_.size() >= kRunMax) [[unlikely]] {
            overflow(event);
            return;
        }
        run_.push_back(event);
        std::size_t place = run_.size() - 1;
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
        const std::uint64_t differs = ticks(event) ^ floor_;
        const unsigned highest = 63U - static_cast<unsigned>(std::countl_zero(differs));
        append(highest / kDigitBits, event);
    }

    void append(unsigned level, Event event) {
        const unsigned digit = ticks(event) >> (kDigitBits * level) & (kDigits - 1U);
        Bucket& bucket = buckets_[level][digit];
        if (bucket.used == Chunk::kEvents) [[unlikely]] {
            begin_chunk(bucket);
        }
        bucket.newest->events[bucket.used++] = event;
        ++bucket.count;
        bucket.least = event.at < bucket.least ? event.at : bucket.least;
        occupied_[level] |= std::uint64_t{1} << digit;
        levels_ |= 1U << level;
    }

    void begin_chunk(Bucket& bucket);
    [[nodiscard]] SimTime next_at_beyond_run() const noexcept;
    Event pop_late();
    void overflow(Event event);
    void narrow();
    void refill();
    void gather_all();
    void gather(unsigned level);
    bool split(unsigned level, unsigned digit);
    template <class Visit>
    void drain(unsigned level, unsigned digit, Visit visit);

    std::vector<Event> run_;   ///< the nearest events, latest first
    std::vector<Event> late_;  ///< a heap of events at `last_` that the run had no room for
    std::size_t size_ = 0;
    SimTime last_{};                      ///< time of the last pop
    std::uint64_t run_end_ = kEndOfTime;  ///< events before it are in the run or late
    std::uint64_t floor_ = 0;             ///< what bucketed times are told apart by
    std::uint32_t levels_ = 0;            ///< bit l: some bucket of level l is not empty
    std::array<std::uint64_t, kLevels> occupied_{};
    std::array<std::array<Bucket, kDigits>, kLevels> buckets_{};
    ChunkPool chunks_;
};

}  // namespace ordersim::kernel
