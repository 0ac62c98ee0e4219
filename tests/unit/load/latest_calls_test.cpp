#include "sim/load/latest_calls.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "sim/base/random.hpp"

using namespace ordersim;
using judge::Observation;
using load::LatestCalls;

namespace {

/// The i-th call of all, to one of ten orders.
Observation call(std::uint64_t i) {
    Observation seen;
    seen.order = i * 7 % 10;
    seen.called_ns = static_cast<std::int64_t>(i) * 1'000'003;
    seen.returned_ns = seen.called_ns + static_cast<std::int64_t>(i % 5) * 999;
    seen.key = i;
    seen.reply = i % 3 == 0 ? Observation::Reply::refused : Observation::Reply::accepted;
    seen.after.version = static_cast<std::uint32_t>(i);
    seen.after.total = {static_cast<std::int64_t>(i) * 11};
    return seen;
}

}  // namespace

TEST_CASE("latest calls: those of an order come back as they came") {
    LatestCalls calls;
    for (std::uint64_t i = 0; i < 5000; ++i) {
        calls.take(call(i));
    }
    CHECK(calls.of(10).empty());
    for (std::uint64_t order = 0; order < 10; ++order) {
        const std::vector<Observation> found = calls.of(order);
        REQUIRE(found.size() == 500);
        for (std::size_t i = 0; i < found.size(); ++i) {
            const Observation expected = call(found[i].key);
            CHECK(found[i].order == order);
            CHECK((i == 0 || found[i - 1].key + 10 == found[i].key));
            CHECK(found[i].called_ns == expected.called_ns);
            CHECK(found[i].returned_ns == expected.returned_ns);
            CHECK(found[i].reply == expected.reply);
            CHECK(found[i].after.version == expected.after.version);
            CHECK(found[i].after.total == expected.after.total);
        }
    }
}

TEST_CASE("latest calls: the oldest go, and those of an order that are there have no gap") {
    LatestCalls calls(2U << 20U);
    constexpr std::uint64_t kCalls = 200'000;
    for (std::uint64_t i = 0; i < kCalls; ++i) {
        calls.take(call(i));
    }
    std::size_t kept = 0;
    for (std::uint64_t order = 0; order < 10; ++order) {
        const std::vector<Observation> found = calls.of(order);
        kept += found.size();
        REQUIRE_FALSE(found.empty());
        CHECK(found.back().key >= kCalls - 10);
        for (std::size_t i = 1; i < found.size(); ++i) {
            REQUIRE(found[i - 1].key + 10 == found[i].key);
        }
    }
    CHECK(kept > 10'000);
    CHECK(kept < kCalls);
}
