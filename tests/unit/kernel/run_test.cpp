#include "sim/kernel/run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <vector>

using namespace ordersim;
using namespace ordersim::kernel;

namespace {

SimTime at(std::int64_t microseconds) {
    return SimTime(SimDuration(microseconds));
}

/// Writes down what happens; each event begets one more, a tick later, while any are owed.
struct Diary {
    Calendar& calendar;
    std::uint64_t owed = 0;
    std::vector<Event> handled{};
    std::stop_source* stops_after_first = nullptr;

    void handle(const Event& event) {
        handled.push_back(event);
        if (owed > 0) {
            --owed;
            calendar.push(Event::make(event.at + SimDuration(1), event.entity(), Rank::fact, 0, 0));
        }
        if (stops_after_first != nullptr) {
            stops_after_first->request_stop();
        }
    }
};

/// Handles as a diary does, and counts the prefetches for each entity.
struct Foreseeing {
    static constexpr std::uint32_t kEntities = 10'000;

    Diary diary;
    std::array<int, kEntities> far{};
    std::array<int, kEntities> near{};
    bool is_near_after_far = true;

    void handle(const Event& event) { diary.handle(event); }
    void prefetch_far(const Event& event) { ++far[event.entity()]; }
    void prefetch_near(const Event& event) {
        ++near[event.entity()];
        is_near_after_far =
            is_near_after_far && (event.at < at(kFarAhead) || far[event.entity()] > 0);
    }
};

}  // namespace

TEST_CASE("run: drains the calendar, events pushed on the way included") {
    Calendar calendar;
    Diary diary{calendar, 9};
    calendar.push(Event::make(at(0), 1, Rank::fact, 0, 0));
    const RunEnd end = run(calendar, diary, kNever, {});
    CHECK(end.ended == Ended::drained);
    CHECK(end.events == 10);
    CHECK(diary.handled.size() == 10);
    CHECK(diary.handled.back().at == at(9));
}

TEST_CASE("run: what is due exactly at the end is handled, what is due later stays") {
    Calendar calendar;
    Diary diary{calendar};
    for (const std::int64_t when : {9, 10, 11}) {
        calendar.push(Event::make(at(when), 1, Rank::fact, 0, 0));
    }
    const RunEnd end = run(calendar, diary, at(10), {});
    CHECK(end.ended == Ended::reached_until);
    CHECK(end.events == 2);
    CHECK(calendar.size() == 1);
    CHECK(calendar.next_at() == at(11));
}

TEST_CASE("run: in pieces it handles the same events in the same order as in one") {
    std::vector<Event> whole;
    std::vector<Event> pieces;
    for (std::vector<Event>* handled : {&whole, &pieces}) {
        Calendar calendar;
        Diary diary{calendar, 5000};
        for (std::uint32_t entity = 0; entity < 20; ++entity) {
            calendar.push(Event::make(at(entity % 7), entity, Rank::fact, 0, 0));
        }
        if (handled == &pieces) {
            for (std::int64_t until = 0; until < 300; until += 3) {
                run(calendar, diary, at(until), {});
            }
        }
        CHECK(run(calendar, diary, kNever, {}).ended == Ended::drained);
        *handled = diary.handled;
    }
    CHECK(whole.size() == 5020);
    CHECK(whole == pieces);
}

TEST_CASE("run: after the end of one piece, the next may begin with an earlier event than pended") {
    Calendar calendar;
    Diary diary{calendar};
    calendar.push(Event::make(at(100), 1, Rank::fact, 0, 0));
    run(calendar, diary, at(50), {});
    calendar.push(Event::make(at(60), 2, Rank::fact, 0, 0));
    run(calendar, diary, kNever, {});
    REQUIRE(diary.handled.size() == 2);
    CHECK(diary.handled.front().entity() == 2);
}

TEST_CASE("run: with stop requested beforehand nothing is handled") {
    Calendar calendar;
    Diary diary{calendar};
    calendar.push(Event::make(at(0), 1, Rank::fact, 0, 0));
    std::stop_source source;
    source.request_stop();
    const RunEnd end = run(calendar, diary, kNever, source.get_token());
    CHECK(end.ended == Ended::stopped);
    CHECK(end.events == 0);
    CHECK(calendar.size() == 1);
}

TEST_CASE("run: a stop takes effect within a few thousand events and loses none") {
    Calendar calendar;
    std::stop_source source;
    Diary diary{calendar, 10'000, {}, &source};
    calendar.push(Event::make(at(0), 1, Rank::fact, 0, 0));
    const RunEnd first = run(calendar, diary, kNever, source.get_token());
    CHECK(first.ended == Ended::stopped);
    CHECK(first.events == kEventsPerStopCheck);
    const RunEnd rest = run(calendar, diary, kNever, {});
    CHECK(rest.ended == Ended::drained);
    CHECK(first.events + rest.events == 10'001);
}

TEST_CASE("run: a model may prefetch for each event, far ahead of handling it and then near") {
    constexpr std::uint32_t entities = Foreseeing::kEntities;
    Calendar calendar;
    Foreseeing model{Diary{calendar}};
    for (std::uint32_t entity = 0; entity < entities; ++entity) {
        calendar.push(Event::make(at(entity * 7919 % entities), entity, Rank::fact, 0, 0));
    }
    CHECK(run(calendar, model, kNever, {}).events == entities);
    // The first may be in order before they are looked at.
    constexpr auto nearly_all = std::int64_t{entities} - std::int64_t{kFarAhead};
    CHECK(std::count(model.far.begin(), model.far.end(), 1) >= nearly_all);
    CHECK(std::count(model.near.begin(), model.near.end(), 1) >= nearly_all);
    CHECK(model.is_near_after_far);
}

TEST_CASE("run: prefetching changes no event and no order") {
    const auto run_on = [](Calendar& calendar, auto& model) {
        for (std::uint32_t entity = 0; entity < 1000; ++entity) {
            calendar.push(Event::make(at(entity % 7), entity, Rank::fact, 0, 0));
        }
        run(calendar, model, kNever, {});
    };
    Calendar calendar;
    Diary plain{calendar, 5000};
    run_on(calendar, plain);
    calendar.clear();
    Foreseeing foreseeing{Diary{calendar, 5000}};
    run_on(calendar, foreseeing);
    CHECK(plain.handled.size() == 6000);
    CHECK(foreseeing.diary.handled == plain.handled);
}
