#include "sim/base/random.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/run.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <type_traits>
#include <vector>

// The calendar beside the usual priority queues on the hold model (pop the next event, push it
// again after a random delay), and the kernel as a whole on M/M/1.
//
// Delays are drawn beforehand, so that a hold is queue work alone. Pending events start with the
// remaining delays of a renewal process long under way: no queue gets a transient to adapt to.
//
// Where the calendar stands, in CPU ns a hold, beside what it was before runs were put in order by
// counting and no more bits of a digit told apart than needed (one core of an AMD EPYC, g++ 12 -O3,
// the two in turn in the same minute, the least of six):
//     pending             1e3          1e4          1e5          1e6          1e7
//     exponential      21 (31)      27 (35)      28 (37)      42 (49)      55 (70)
//     lognormal        21 (29)      22 (32)      26 (34)      35 (42)      45 (56)
//     bimodal          12 (18)      16 (21)      25 (29)      29 (37)      39 (51)
// Left are some 45 instructions of a push, 17 of a pop, 33 for each digit dealt by and 70 of
// sorting, and a branch guessed wrong in two holds.
//
// What sorting 32 events took, ns an event: insertion 16, std::sort 20, a Batcher network in memory
// 13 (of 16), a branchless merge sort 8, doubles through minpd and a merge 8 to 12, counting with
// keys of 64 bits 8 (of 16), of 32 bits 3.6, of 16 bits no less. Without a fixed number of lanes
// the compiler guards each loop, and counting took 5.
//
// What did not help: to keep 16 events in order by extending a run before it is used up (1 ns
// dearer, and no gain with records: a first event that misses is 1 in 26); to look 24 or 32 events
// ahead instead of 16 (the same); buckets of 6 or 10 events instead of 16 (0 to 2 ns dearer). A
// least time kept by each bucket cost 2 ns, most of it guessing: it is now found when asked for.
namespace {

using namespace ordersim;
using namespace ordersim::kernel;

enum class Law : std::uint16_t { exponential, lognormal, bimodal };
enum class Draw : std::uint16_t { length, angle, age, interarrival, service };

constexpr std::uint64_t kSeed = 20240229;
constexpr std::uint32_t kDelays = 1U << 18U;

double normal(const Draws& draws, std::uint32_t i) {
    return std::sqrt(-2 * std::log(draws.uniform(i, Draw::length))) *
           std::cos(6.283185307179586 * draws.uniform(i, Draw::angle));
}

/// Mean 1 h; median 14 h with sigma 2; half of them 1 min and half 30 days on average.
double length(Law law, const Draws& draws, std::uint32_t i) {
    switch (law) {
    case Law::exponential: return -3.6e9 * std::log(draws.uniform(i, Draw::length));
    case Law::lognormal: return 14 * 3.6e9 * std::exp(2 * normal(draws, i));
    case Law::bimodal: return (i % 2 == 0 ? 6e7 : 2.592e12) * 2 * draws.uniform(i, Draw::length);
    }
    return 0;
}

/// A delay as one that is under way finds it: longer ones are found more often.
double length_under_way(Law law, const Draws& draws, std::uint32_t i) {
    switch (law) {
    case Law::exponential: return length(law, draws, i) + length(law, draws, ~i);
    case Law::lognormal: return 14 * 3.6e9 * std::exp(2 * normal(draws, i) + 4);
    case Law::bimodal: return 2.592e12 * 2 * std::sqrt(draws.uniform(i, Draw::length));
    }
    return 0;
}

std::vector<SimDuration> drawn_delays(Law law) {
    std::vector<SimDuration> delays;
    const Draws draws(kSeed, 0);
    for (std::uint32_t i = 0; i < kDelays; ++i) {
        delays.push_back(duration_of(length(law, draws, i)));
    }
    return delays;
}

/// Rival: the standard library's binary heap of the same 16-byte events.
class StandardQueue {
public:
    void push(Event event) { heap_.push(event); }
    Event pop() {
        const Event event = heap_.top();
        heap_.pop();
        return event;
    }

private:
    std::priority_queue<Event, std::vector<Event>, std::greater<>> heap_;
};

/// Rival: a 4-ary heap whose choice of the least child compiles to conditional moves.
class FourAryHeap {
public:
    void push(Event event) {
        std::size_t hole = heap_.size();
        heap_.push_back(event);
        while (hole > 0 && precedes(event, heap_[(hole - 1) / 4])) {
            heap_[hole] = heap_[(hole - 1) / 4];
            hole = (hole - 1) / 4;
        }
        heap_[hole] = event;
    }
    Event pop() {
        const Event least = heap_.front();
        const Event moved = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) {
            sink(moved);
        }
        return least;
    }

private:
    void sink(Event moved) {
        const std::size_t size = heap_.size();
        std::size_t hole = 0;
        for (std::size_t child = 1; child < size; child = 4 * hole + 1) {
            std::size_t least = child;
            const std::size_t end = child + 4 < size ? child + 4 : size;
            for (std::size_t next = child + 1; next < end; ++next) {
                least = precedes(heap_[next], heap_[least]) ? next : least;
            }
            if (!precedes(heap_[least], moved)) {
                break;
            }
            heap_[hole] = heap_[least];
            hole = least;
        }
        heap_[hole] = moved;
    }

    std::vector<Event> heap_;
};

/// Events of as many entities, with the remaining delays of a process long under way.
template <class Queue>
void fill(Queue& queue, Law law, std::uint32_t pending) {
    const Draws draws(kSeed, 1);
    for (std::uint32_t i = 0; i < pending; ++i) {
        const double left = length_under_way(law, draws, i) * draws.uniform(i, Draw::age);
        queue.push(Event::make(SimTime(duration_of(left)), i, Rank::fact, 0, 0));
    }
}

template <class Queue>
void hold(benchmark::State& state, Law law) {
    const auto pending = static_cast<std::uint32_t>(state.range(0));
    const std::vector<SimDuration> delays = drawn_delays(law);
    Queue queue;
    fill(queue, law, pending);
    std::uint32_t next = 0;
    for ([[maybe_unused]] const auto _ : state) {
        Event event = queue.pop();
        event.at += delays[next++ % kDelays];
        queue.push(event);
    }
    state.SetItemsProcessed(state.iterations());
}

/// What a model keeps of an entity.
template <std::size_t kBytes>
struct alignas(64) Record {
    std::array<std::uint64_t, kBytes / 8> words{};
};

/// Each event reads and writes every line of its entity's record, then is pushed again.
template <class Record>
class Holding {
public:
    Holding(Calendar& calendar, const std::vector<SimDuration>& delays, std::uint32_t entities)
        : calendar_(calendar), delays_(delays), records_(entities) {}

    void handle(Event event) {
        Record& record = records_[event.entity()];
        for (std::size_t word = 0; word < record.words.size(); word += 8) {
            record.words[word] += event.key;
        }
        event.at += delays_[next_++ % kDelays];
        calendar_.push(event);
    }

protected:
    [[gnu::always_inline]] void prefetch(const Event& event) {
        Record& record = records_[event.entity()];
        for (std::size_t word = 0; word < record.words.size(); word += 8) {
            __builtin_prefetch(&record.words[word], 1);
        }
    }

private:
    Calendar& calendar_;
    const std::vector<SimDuration>& delays_;
    std::vector<Record> records_;
    std::uint32_t next_ = 0;
};

template <class Record>
class Prefetching : public Holding<Record> {
public:
    using Holding<Record>::Holding;
    [[gnu::always_inline]] void prefetch_far(const Event& event) { this->prefetch(event); }
    [[gnu::always_inline]] void prefetch_near(const Event&) {}
};

template <class Model>
void hold_with_records(benchmark::State& state) {
    const auto pending = static_cast<std::uint32_t>(state.range(0));
    const std::vector<SimDuration> delays = drawn_delays(Law::exponential);
    Calendar calendar;
    fill(calendar, Law::exponential, pending);
    Model model{calendar, delays, pending};
    const SimDuration stretch = SimDuration(std::chrono::hours(1)) * 10'000 / pending;
    SimTime until;
    std::uint64_t events = 0;
    for ([[maybe_unused]] const auto _ : state) {
        until += stretch;
        events += run(calendar, model, until, {}).events;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(events));
}

/// M/M/1 at 90 % load, mean service 1 s; ends when the last customer has left.
class Mm1 {
public:
    enum class What : std::uint16_t { arrival, finish };
    static constexpr std::uint32_t kCustomers = 1'000'000;

    /// `drawn` holds interarrival and service of each customer; null: drawn when needed.
    Mm1(Calendar& calendar, const std::vector<SimDuration>* drawn)
        : calendar_(calendar), drawn_(drawn) {
        schedule(SimTime{}, What::arrival, 0);
    }

    void handle(const Event& event) {
        if (static_cast<What>(event.payload()) == What::finish) {
            if (const auto start = pool_.finish(event.at)) {
                schedule(event.at, What::finish, start->customer);
            }
            return;
        }
        const std::uint32_t customer = event.entity();
        if (pool_.arrive({.id = customer}, event.at).is_served) {
            schedule(event.at, What::finish, customer);
        }
        if (customer + 1 < kCustomers) {
            schedule(event.at, What::arrival, customer + 1);
        }
    }

    [[nodiscard]] double wait_mean_s(SimTime now) const {
        return microseconds(pool_.totals(now).wait_of_started) / 1e6 / kCustomers;
    }

    static SimDuration draw(const Draws& draws, What what, std::uint32_t customer) {
        return what == What::arrival
                   ? duration_of(-1e6 / 0.9 * std::log(draws.uniform(customer, Draw::interarrival)))
                   : duration_of(-1e6 * std::log(draws.uniform(customer, Draw::service)));
    }

private:
    void schedule(SimTime now, What what, std::uint32_t customer) {
        const auto payload = static_cast<std::uint16_t>(what);
        const SimDuration delay =
            drawn_ != nullptr ? (*drawn_)[2 * customer + payload] : draw(draws_, what, customer);
        calendar_.push(Event::make(now + delay, customer, Rank::fact, 0, payload));
    }

    Calendar& calendar_;
    const std::vector<SimDuration>* drawn_;
    Draws draws_{kSeed, 2};
    Pool pool_{1};
};

enum class Drawn : std::uint8_t { beforehand, by_address };

void mm1(benchmark::State& state, Drawn how) {
    std::vector<SimDuration> drawn;
    const Draws draws(kSeed, 2);
    for (std::uint32_t customer = 0; customer < Mm1::kCustomers; ++customer) {
        drawn.push_back(Mm1::draw(draws, Mm1::What::arrival, customer));
        drawn.push_back(Mm1::draw(draws, Mm1::What::finish, customer));
    }
    double wait_s = 0;
    for ([[maybe_unused]] const auto _ : state) {
        Calendar calendar;
        Mm1 model(calendar, how == Drawn::beforehand ? &drawn : nullptr);
        run(calendar, model, kNever, {});
        wait_s = model.wait_mean_s(SimTime(std::chrono::hours(24 * 365)));
    }
    state.counters["wait_s"] = wait_s;  // 9 in theory, of which a run has a standard error of 0.2
    state.SetItemsProcessed(state.iterations() * Mm1::kCustomers);
}

template <class Queue>
void add_holds(const std::string& queue) {
    struct Named {
        Law law;
        std::string name;
    };
    for (const Named& named :
         {Named{Law::exponential, "exponential"}, Named{Law::lognormal, "lognormal"},
          Named{Law::bimodal, "bimodal"}}) {
        const std::string name = "hold/" + queue + "/" + named.name;
        benchmark::RegisterBenchmark(name.c_str(), hold<Queue>, named.law)
            ->ArgName("pending")
            ->Arg(1'000)
            ->Arg(10'000)
            ->Arg(100'000)
            ->Arg(1'000'000);
        // To calibrate the number of iterations would build the queue several times over. It is
        // enough that every event is popped twice, so that the calendar's ring rolls over; a heap
        // is always the same, and a tenth of it tells.
        benchmark::RegisterBenchmark(name.c_str(), hold<Queue>, named.law)
            ->ArgName("pending")
            ->Arg(10'000'000)
            ->Iterations(std::is_same_v<Queue, Calendar> ? 20'000'000 : 1'000'000);
    }
}

template <std::size_t kBytes>
void add_holds_with_records() {
    const std::string name = "hold with " + std::to_string(kBytes) + "-byte records/";
    const auto add = [](const std::string& full_name, auto run_it) {
        benchmark::RegisterBenchmark(full_name.c_str(), run_it)
            ->ArgName("pending")
            ->Arg(10'000)
            ->Arg(1'000'000)
            ->Arg(10'000'000);
    };
    add(name + "as they come", hold_with_records<Holding<Record<kBytes>>>);
    add(name + "prefetched", hold_with_records<Prefetching<Record<kBytes>>>);
}

}  // namespace

int main(int argc, char** argv) {
    add_holds<Calendar>("calendar");
    add_holds<StandardQueue>("std::priority_queue");
    add_holds<FourAryHeap>("4-ary heap");
    add_holds_with_records<64>();
    add_holds_with_records<128>();
    benchmark::RegisterBenchmark("M/M/1/drawn beforehand", mm1, Drawn::beforehand)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("M/M/1/drawn by address", mm1, Drawn::by_address)
        ->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
