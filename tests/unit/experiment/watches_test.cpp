#include "sim/experiment/calibrate/watches.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/experiment/calibrate/requests.hpp"
#include "sim/experiment/calibrate/wishes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace ordersim::experiment {
namespace {

using scenario::CancelOutcome;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr Instant kHour = 3'600'000'000;

/// An order by hours since the start; the file ends after 1000 hours.
struct Life {
    RealOrder order;

    Life() {
        order.at.fill(kNoInstant);
        at(Stamp::created_at, 0);
    }
    Life& at(Stamp stamp, double hours) {
        order.at[static_cast<std::size_t>(stamp)] = static_cast<Instant>(hours * kHour);
        return *this;
    }
    Life& end(CancelOutcome outcome) {
        order.outcome = outcome;
        return *this;
    }
    Life& cancelled_status() {
        order.word[static_cast<std::size_t>(WordColumn::order_status)] = 1;
        return *this;
    }
};

OrderFile file_of(const std::vector<Life>& lives) {
    OrderFile file;
    for (const Life& life : lives) {
        file.orders.push_back(life.order);
        file.orders.back().line = static_cast<std::uint32_t>(file.orders.size() + 1);
    }
    for (std::size_t i = 0; i < scenario::kStamps; ++i) {
        file.columns.push_back({std::string(enum_name(static_cast<Stamp>(i))), "", 0, ""});
    }
    for (const char* name : {"order_status", "cancel_outcome"}) {
        file.columns.push_back({name, name, 0, ""});
    }
    file.words[static_cast<std::size_t>(WordColumn::order_status)] = {"", "canceled"};
    file.end = 1000 * kHour;
    return file;
}

/// "24" or "24+" if cut off, or the reason why it is left out.
std::string seen(const Life& life, Delay delay) {
    const OrderFile file = file_of({life});
    const Watches found = watch(file, delay);
    if (!found.left_out.empty()) {
        return found.left_out.front().reason;
    }
    if (found.watches.empty()) {
        return "";
    }
    const Watch& watch = found.watches.front();
    return std::to_string((watch.to - watch.from) / kHour) + (watch.is_censored ? "+" : "");
}

}  // namespace

TEST_CASE("watches: a delay ends with its stamp, or is open at the file's end") {
    CHECK(seen(Life().at(Stamp::paid_at, 2), Delay::payment) == "2");
    CHECK(seen(Life(), Delay::payment) == "1000+");
    CHECK(seen(Life().at(Stamp::paid_at, 2).at(Stamp::shipped_at, 26), Delay::handling) == "24");
    CHECK(seen(Life().at(Stamp::paid_at, 2), Delay::handling) == "998+");
    CHECK(seen(Life(), Delay::handling).empty());
    CHECK(seen(Life().at(Stamp::shipped_at, 30).at(Stamp::delivered_at, 80), Delay::transit) ==
          "50");
    CHECK(seen(Life().at(Stamp::refund_requested_at, 5), Delay::refund) == "995+");
    CHECK(seen(Life().at(Stamp::dispute_opened_at, 5).at(Stamp::dispute_closed_at, 9),
               Delay::dispute) == "4");
}

TEST_CASE("watches: a cancellation cuts off payment and handling") {
    const auto life = [] { return Life().at(Stamp::cancel_resolved_at, 10); };
    CHECK(seen(life(), Delay::payment) == "10+");
    CHECK(seen(life().at(Stamp::paid_at, 4), Delay::handling) == "6+");
    CHECK(seen(Life().cancelled_status(), Delay::payment) == "no stamp of the cancellation");
    // A request holds the parcel from when it is made.
    CHECK(seen(Life()
                   .at(Stamp::paid_at, 4)
                   .at(Stamp::cancel_requested_at, 7)
                   .at(Stamp::shipped_at, 30),
               Delay::handling) == "3+");
    // What was rejected or withdrawn is no end.
    CHECK(seen(Life().at(Stamp::cancel_resolved_at, 10).end(CancelOutcome::withdrawn),
               Delay::payment) == "1000+");
    // An end by the rules after which the parcel still leaves was none.
    CHECK(cancelled_at(Life()
                           .at(Stamp::cancel_resolved_at, 10)
                           .end(CancelOutcome::auto_)
                           .at(Stamp::shipped_at, 11)
                           .order) == kNoInstant);
    CHECK(cancelled_at(Life()
                           .at(Stamp::cancel_resolved_at, 10)
                           .end(CancelOutcome::approved)
                           .at(Stamp::shipped_at, 11)
                           .order) == 10 * kHour);
}

TEST_CASE("watches: an answer competes with withdrawal, the rules and the parcel") {
    const auto asked = [] { return Life().at(Stamp::cancel_requested_at, 10); };
    CHECK(seen(asked().at(Stamp::cancel_resolved_at, 15).end(CancelOutcome::approved),
               Delay::answer) == "5");
    CHECK(seen(asked()
                   .at(Stamp::cancel_resolved_at, 15)
                   .end(CancelOutcome::rejected)
                   .at(Stamp::shipped_at, 40),
               Delay::answer) == "5");
    CHECK(seen(asked().at(Stamp::cancel_resolved_at, 15).end(CancelOutcome::withdrawn),
               Delay::answer) == "5+");
    CHECK(seen(asked().at(Stamp::cancel_resolved_at, 58).end(CancelOutcome::auto_),
               Delay::answer) == "48+");
    CHECK(seen(asked().at(Stamp::shipped_at, 12), Delay::answer) == "2+");
    CHECK(seen(asked(), Delay::answer) == "990+");
    CHECK(seen(asked().at(Stamp::cancel_resolved_at, 10).end(CancelOutcome::auto_),
               Delay::answer) == "a request granted at once by the rules");
    CHECK(seen(asked().at(Stamp::shipped_at, 5), Delay::answer) ==
          "a request after the parcel had left");
    CHECK(seen(asked().at(Stamp::cancel_resolved_at, 12), Delay::answer) ==
          "an end without a 'cancel_outcome'");
    CHECK(seen(asked().end(CancelOutcome::approved), Delay::answer) ==
          "a 'cancel_outcome' without 'cancel_resolved_at'");
}

TEST_CASE("watches: ends before starts and ends without starts are left out, with their lines") {
    const OrderFile file = file_of({Life().at(Stamp::paid_at, 5).at(Stamp::shipped_at, 4),
                                    Life().at(Stamp::shipped_at, 4),
                                    Life().at(Stamp::paid_at, 5).at(Stamp::shipped_at, 9)});
    const Watches found = watch(file, Delay::handling);
    CHECK(found.watches.size() == 1);
    REQUIRE(found.left_out.size() == 2);
    CHECK(found.left_out[0].reason == "'shipped_at' before 'paid_at'");
    CHECK(found.left_out[0].lines == std::vector<std::uint32_t>{2});
    CHECK(found.left_out[1].reason == "no 'paid_at'");
}

TEST_CASE("watches: what is open for far longer than others took never ends") {
    std::vector<Watch> watches;
    for (Instant i = 1; i <= 100; ++i) {
        watches.push_back({0, i * kHour, false, 0});
    }
    for (int i = 0; i < 25; ++i) {
        watches.push_back({0, 1000 * kHour, true, 0});  // watched ten times as long
        watches.push_back({0, 50 * kHour, true, 0});    // still open, not for long
    }
    const measure::Bounded never = split_never(watches, 1000 * kHour, 0.95);
    CHECK(watches.size() == 125);
    CHECK(never.value == Approx(0.2));
    CHECK(never.low < 0.2);
    CHECK(never.high > 0.2);
    std::vector<Watch> few{{0, kHour, false, 0}, {0, 1000 * kHour, true, 0}};
    CHECK(std::isnan(split_never(few, 1000 * kHour, 0.95).value));
    CHECK(few.size() == 2);
}

TEST_CASE("requests: ends compete for requests, and their shares add up") {
    std::vector<Life> lives;
    for (int i = 0; i < 40; ++i) {
        Life life;
        life.at(Stamp::cancel_requested_at, 10);
        if (i < 20) {
            life.at(Stamp::cancel_resolved_at, 11 + i).end(CancelOutcome::approved);
        } else if (i < 30) {
            life.at(Stamp::cancel_resolved_at, 11 + i).end(CancelOutcome::rejected);
        } else {
            life.at(Stamp::shipped_at, 11 + i);
        }
        lives.push_back(life);
    }
    const auto ends = find_request_ends(file_of(lives), 0.95);
    REQUIRE(ends.size() == 5);
    CHECK(ends[0].name == "approved");
    CHECK(ends[0].share.value == Approx(0.5));
    CHECK(ends[1].share.value == Approx(0.25));
    CHECK(ends[4].name == "parcel left first");
    CHECK(ends[4].share.value == Approx(0.25));
    CHECK(ends[4].count == 10);
}

TEST_CASE("requests: a hazard that is flat is found flat, and what competes makes it no rarer") {
    // One wish in a hundred hours of waiting; half of the parcels leave after 50 hours.
    std::vector<Life> lives;
    for (int i = 0; i < 4000; ++i) {
        const double wish = 100 * -std::log((i % 400 + 0.5) / 400);
        const double left = i % 2 == 0 ? 50 : 400;
        Life life;
        life.at(Stamp::paid_at, 0).at(Stamp::shipped_at, left);
        if (wish < left) {
            life.at(Stamp::cancel_requested_at, wish);
        }
        lives.push_back(life);
    }
    const Wishes wishes =
        find_wishes(file_of(lives), {std::chrono::hours(24), std::chrono::hours(48)}, 0.95);
    for (const measure::HazardStep& step : wishes.steps) {
        INFO(step.from);
        CHECK(step.per_day.low < 0.24);
        CHECK(step.per_day.high > 0.24);
    }
    CHECK(wishes.share.value > 0.9);
    CHECK(wishes.cause_share[1] == Approx(1));
    double sum = 0;
    for (const double part : wishes.parts[1]) {
        sum += part;
    }
    CHECK(sum == Approx(1));
}

TEST_CASE("requests: who has long not paid and cancels had no wish to get out of a purchase") {
    std::vector<Life> lives;
    for (int i = 0; i < 40; ++i) {
        lives.push_back(Life().at(Stamp::paid_at, 1).at(Stamp::shipped_at, 90));
    }
    const auto unpaid = [&lives](double asked) {
        lives.push_back(Life()
                            .at(Stamp::cancel_requested_at, asked)
                            .at(Stamp::cancel_resolved_at, asked)
                            .end(CancelOutcome::auto_));
    };
    unpaid(0.5);
    unpaid(30);
    lives.push_back(Life().at(Stamp::cancel_resolved_at, 480));
    const OrderFile file = file_of(lives);
    const KnownRules rules{SimDuration(24 * kHour), SimDuration(48 * kHour)};
    CHECK(find_wishes(file, rules, 0.95).requests == 1);
    const auto shares = find_shares(file, rules, 0.95);
    const auto found =
        std::ranges::find(shares, "cancelled unpaid", &measure::CalibratedShare::name);
    REQUIRE(found != shares.end());
    CHECK(found->count == 1);
    CHECK(found->of == 2);
}

TEST_CASE("requests: silence shows where requests end by themselves after one time") {
    std::vector<Life> lives;
    for (int i = 0; i < 20; ++i) {
        lives.push_back(Life()
                            .at(Stamp::cancel_requested_at, i)
                            .at(Stamp::cancel_resolved_at, i + 48)
                            .end(CancelOutcome::auto_));
    }
    CHECK(silence_hours(file_of(lives)) == 48);
    for (int i = 0; i < 20; ++i) {
        lives.push_back(Life()
                            .at(Stamp::cancel_requested_at, i)
                            .at(Stamp::cancel_resolved_at, i + 3 * (i + 1))
                            .end(CancelOutcome::auto_));
    }
    CHECK_FALSE(silence_hours(file_of(lives)));
}

}  // namespace ordersim::experiment
