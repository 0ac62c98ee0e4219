#include "sim/load/merge.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sim/load/setup.hpp"
#include "sim/load/witness.hpp"
#include "tests/support/policies.hpp"
#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/judge/told_life.hpp"

using namespace ordersim;
using namespace ordersim::load;
using judge::Observation;

namespace {

constexpr std::uint32_t kShards = 2;
constexpr std::int64_t kMillisecond = 1'000'000;
/// What the two clocks show when the service's orders begin: those of machines that were started
/// at different times.
constexpr std::array<std::int64_t, kShards> kSkews{7'000'000'000, 3'000'000'000};

enum class CountedWrong : std::uint8_t { no, yes };

/// By how much the shards err when they compare their clocks with the service's.
struct Comparison {
    std::array<std::int64_t, kShards> errors_ns{};
    std::int64_t within_ns = 0;
};

Wall::time_point instant(std::int64_t ns) { return Wall::time_point(std::chrono::nanoseconds(ns)); }

/// The calls of a shard about its orders, on the service's clock, by their return.
std::vector<Observation> calls_of(std::uint32_t shard, std::uint64_t seed,
                                  const tests::TellOptions& options) {
    std::vector<Observation> calls;
    for (std::uint64_t place = 0; place < 3; ++place) {
        const std::uint64_t order = kShards * place + shard;
        tests::Dice dice(Draws(seed, 0), order);
        const auto life = tests::tell(order::rules(), dice, options, nullptr,
                                      [](order::Policy& policy) { policy = tests::base_policy(); });
        for (Observation seen : life.told) {
            seen.order = order;
            seen.key += seen.key == 0 ? 0 : 1000 * place;
            calls.push_back(seen);
        }
    }
    std::ranges::stable_sort(calls, {}, &Observation::returned_ns);
    return calls;
}

/// Tells the calls to a witness and to a file, on the shard's own clock; what the shard itself
/// makes of them.
judge::Verdict ran(const std::string& folder, std::uint32_t index, std::vector<Observation> calls,
                   const Comparison& comparison, double factor,
                   CountedWrong counted = CountedWrong::no) {
    const std::int64_t skew = kSkews.at(index);
    auto file = HistoryWriter::create(folder, {.version = "1",
                                               .command = "ordersim load",
                                               .scenario_hash = "0",
                                               .shard = {index, kShards},
                                               .begin_at_s = 1});
    REQUIRE(file);
    judge::JudgeConfig config;
    config.clock.factor = factor;
    Witness witness(tests::base_policy(), config);
    witness.begin(instant(skew), {}, &*file);
    std::vector<std::pair<std::int64_t, std::uint64_t>> leaving;
    for (const Observation& seen : calls) {
        leaving.emplace_back(seen.called_ns + skew, seen.order);
    }
    std::ranges::sort(leaving);
    auto next = leaving.begin();
    for (Observation& seen : calls) {
        seen.called_ns += skew;
        seen.returned_ns += skew;
        for (; next != leaving.end() && next->first <= seen.returned_ns; ++next) {
            witness.leaves({instant(next->first), next->second, true});
        }
        const auto sent = instant(seen.called_ns);
        witness.comes({.times = {sent, sent, sent, instant(seen.returned_ns)}, .seen = seen});
    }
    witness.finish({}, {});
    ShardEnd end;
    end.clock_factor = factor;
    end.origin = instant(skew);
    end.clock_before = {0, comparison.errors_ns.at(index) - skew, comparison.within_ns};
    end.clock_after = end.clock_before;
    end.latency = witness.recording().all().latency.buckets();
    end.latency.front().count += counted == CountedWrong::yes ? 1 : 0;
    REQUIRE(file->end(end));
    return witness.verdict();
}

judge::Verdict merged(const std::string& folder) {
    auto shards = gather_shards({folder});
    REQUIRE(shards);
    const scenario::Variant variant = tests::small_scenario().variants.front();
    const auto outcome = merge_shards(variant, LoadConfig{}, *shards);
    REQUIRE(outcome);
    return outcome->verdict;
}

/// Of many histories in two shards each, by the merge; `distort` may change the last.
judge::Verdict merged_of(const tests::TellOptions& options, const Comparison& comparison,
                         void (*distort)(std::vector<Observation>&) = nullptr) {
    judge::Verdict sum;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const tests::TemporaryFolder folder;
        for (std::uint32_t shard = 0; shard < kShards; ++shard) {
            auto calls = calls_of(shard, seed, options);
            if (distort != nullptr && shard == kShards - 1) {
                distort(calls);
            }
            static_cast<void>(ran(folder.file(""), shard, calls, comparison, options.factor));
        }
        const judge::Verdict one = merged(folder.file(""));
        sum.judged += one.judged;
        for (const auto& [rule, count] : one.violations) {
            sum.violations[rule] += count;
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("merge: the verdict on all shards is the sum of theirs, whatever their clocks show") {
    for (const unsigned lost : {0U, 10U}) {
        const tests::TellOptions options{.lost_per_cent = lost, .resent_per_cent = 20};
        for (std::uint64_t seed = 0; seed < 30; ++seed) {
            const tests::TemporaryFolder folder;
            judge::Verdict sum;
            for (std::uint32_t shard = 0; shard < kShards; ++shard) {
                const auto one = ran(folder.file(""), shard, calls_of(shard, seed, options), {},
                                     options.factor);
                sum.replies += one.replies;
                sum.judged += one.judged;
                sum.unknown += one.unknown;
                sum.unheard += one.unheard;
            }
            const judge::Verdict whole = merged(folder.file(""));
            CHECK(whole.violations.empty());
            CHECK(whole.replies == sum.replies);
            CHECK(whole.judged == sum.judged);
            CHECK(whole.unknown == sum.unknown);
            CHECK(whole.unheard == sum.unheard);
        }
    }
}

TEST_CASE("merge: clocks that cannot be compared exactly widen what is held against them") {
    const tests::TellOptions options{.call_most = std::chrono::minutes(1)};
    const Comparison exact;
    const Comparison wrong{.errors_ns = {8 * kMillisecond, 0}};
    const Comparison unsure{.errors_ns = wrong.errors_ns, .within_ns = 8 * kMillisecond};
    CHECK(merged_of(options, exact).violations.empty());
    CHECK(merged_of(options, wrong).violations.contains(std::string(judge::rule::kClock)));
    CHECK(merged_of(options, unsure).violations.empty());
}

TEST_CASE("merge: what no skew explains is accused") {
    const tests::TellOptions options{.call_most = std::chrono::minutes(1)};
    const Comparison unsure{.errors_ns = {8 * kMillisecond, 0},
                            .within_ns = 8 * kMillisecond};
    // An instant that is told 50 ms late, by an hour a millisecond.
    const auto late = merged_of(options, unsure, [](std::vector<Observation>& calls) {
        const auto last = std::ranges::find_if(calls, [](const Observation& seen) {
            return seen.at != kNever && seen.after.version > 3;
        });
        if (last != calls.end()) {
            last->at += std::chrono::hours(50);
        }
    });
    CHECK(late.violations.contains(std::string(judge::rule::kClock)));
    // An old version, shown to who called after a newer one had been told to another.
    const auto stale = merged_of(options, unsure, [](std::vector<Observation>& calls) {
        Observation old = calls.front();
        old.is_read = true;
        old.reply = Observation::Reply::seen;
        old.at = kNever;
        old.key = 0;
        const Observation last = *std::ranges::find_if(
            calls.rbegin(), calls.rend(),
            [&old](const Observation& seen) { return seen.order == old.order; });
        old.called_ns = last.returned_ns + 1;
        old.returned_ns = last.returned_ns + 2;
        if (old.after.version > 0 && old.shows == judge::Shows::order &&
            last.after.version > old.after.version) {
            calls.push_back(old);
            std::ranges::stable_sort(calls, {}, &Observation::returned_ns);
        }
    });
    CHECK(stale.violations.contains(std::string(judge::rule::kStale)));
}

TEST_CASE("merge: it says how far apart the shards began, by the service's clock") {
    const tests::TellOptions options;
    const tests::TemporaryFolder folder;
    for (std::uint32_t shard = 0; shard < kShards; ++shard) {
        static_cast<void>(ran(folder.file(""), shard, calls_of(shard, 1, options),
                              {.errors_ns = {0, 3 * kMillisecond}}, options.factor));
    }
    auto shards = gather_shards({folder.file("")});
    REQUIRE(shards);
    const auto outcome =
        merge_shards(tests::small_scenario().variants.front(), LoadConfig{}, *shards);
    REQUIRE(outcome);
    CHECK(outcome->shards == kShards);
    CHECK(outcome->shards_apart == std::chrono::milliseconds(3));
}

TEST_CASE("merge: what was counted must be what the histories tell") {
    const tests::TellOptions options;
    const tests::TemporaryFolder folder;
    for (std::uint32_t shard = 0; shard < kShards; ++shard) {
        auto own = calls_of(shard, 1, options);
        static_cast<void>(ran(folder.file(""), shard, own, {}, options.factor,
                              shard == 0 ? CountedWrong::yes : CountedWrong::no));
    }
    auto shards = gather_shards({folder.file("")});
    REQUIRE(shards);
    const auto outcome =
        merge_shards(tests::small_scenario().variants.front(), LoadConfig{}, *shards);
    REQUIRE_FALSE(outcome);
    CHECK_THAT(outcome.error(), Catch::Contains("run all shards again"));
}

TEST_CASE("merge: instants are brought to the service's clock, and drift between comparisons") {
    const SetRight set_right({.at_ns = 1000, .ahead_ns = 500, .within_ns = 5},
                             {.at_ns = 1'001'000, .ahead_ns = 700, .within_ns = 9});
    CHECK(set_right(1000) == 1500);
    CHECK(set_right(501'000) == 501'600);
    CHECK(set_right(1'001'000) == 1'001'700);
    CHECK(set_right.within_ns() == 9);
    const SetRight once({.at_ns = 1000, .ahead_ns = 500, .within_ns = 5},
                        {.at_ns = 1000, .ahead_ns = 500, .within_ns = 5});
    CHECK(once(999'999) == 1'000'499);
}
