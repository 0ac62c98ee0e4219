#include "sim/scenario/factor.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim::scenario;

namespace {

std::vector<std::string> texts_of(const Factor& factor) {
    std::vector<std::string> texts;
    for (const FactorLevel& level : factor.levels) {
        texts.push_back(level.text);
    }
    return texts;
}

Factor good(std::string_view text) {
    const auto factor = parse_factor(text);
    REQUIRE(factor);
    return *factor;
}

std::string refusal(std::string_view text) {
    const auto factor = parse_factor(text);
    REQUIRE_FALSE(factor);
    return factor.error();
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("factor: a list of durations stands in hours, the bare zero among them") {
    const Factor factor = good("policy.grace_window=0,30min,1d 12h");
    CHECK(factor.key == "policy.grace_window");
    CHECK(factor.axis == Axis::hours);
    CHECK(texts_of(factor) == Texts{"0", "30min", "1d 12h"});
    CHECK(factor.levels[1].at == Approx(0.5));
    CHECK(factor.levels[2].at == Approx(36));
}

TEST_CASE("factor: a list of numbers is numbers, one word in it makes words of all") {
    CHECK(good("support.cases.agents=8,9.5").axis == Axis::numbers);
    const Factor words = good("policy.on_silence=approve,reject");
    CHECK(words.axis == Axis::words);
    CHECK(std::isnan(words.levels[0].at));
}

TEST_CASE("factor: commas in brackets and quotes do not split a list") {
    const Factor factor =
        good("sellers.answer={ lognormal = { median = \"9h\", sigma = 1 } },{ constant = \"1h\" }");
    CHECK(factor.levels.size() == 2);
    CHECK(good("a.b='x,y',z").levels.size() == 2);
}

TEST_CASE("factor: a range of whole numbers steps by one and includes its end") {
    CHECK(texts_of(good("support.cases.agents=8..11")) == Texts{"8", "9", "10", "11"});
}

TEST_CASE("factor: a stepped range includes its end when a step meets it, and never passes it") {
    CHECK(texts_of(good("policy.grace_window=0..2h..30min")) ==
          Texts{"0", "30min", "1h", "1h 30min", "2h"});
    CHECK(texts_of(good("policy.grace_window=0..100min..45min")) ==
          Texts{"0", "45min", "1h 30min"});
    CHECK(texts_of(good("x.y=0..0.3..0.1")).size() == 4);  // .1 + .1 + .1 is more than .3
}

TEST_CASE("factor: what cannot be read is refused with the remedy") {
    CHECK(refusal("policy.grace_window").find("write, for example") != std::string::npos);
    CHECK(refusal("x.y=").find("write, for example") != std::string::npos);
    CHECK(refusal("policy.grace_window=0..24h").find("needs a step") != std::string::npos);
}

TEST_CASE("factor: ranges that fall, stand still or never end are refused") {
    CHECK(refusal("x.y=9..8").find("rises") != std::string::npos);
    CHECK(refusal("x.y=0..1..0").find("above 0") != std::string::npos);
    CHECK(refusal("x.y=0..1..-1").find("above 0") != std::string::npos);
    CHECK(refusal("x.y=0..1e9").find("1000") != std::string::npos);
    CHECK(refusal("x.y=a..b").find("a range is") != std::string::npos);
    CHECK(refusal("x.y=1..2..3..4").find("a range is") != std::string::npos);
    CHECK(refusal("x.y=1,,2").find("missing") != std::string::npos);
    CHECK(refusal("x.y=60min,1h").find("twice") != std::string::npos);
}

TEST_CASE("factor: a grid moves its last factor fastest") {
    const auto points = grid({good("a.b=1,2"), good("c.d=x,y")});
    REQUIRE(points.size() == 4);
    CHECK(points[1] == Texts{"a.b=1", "c.d=y"});
    CHECK(points[2] == Texts{"a.b=2", "c.d=x"});
    CHECK(grid({}).size() == 1);
}

TEST_CASE("knob: a range of durations or numbers, whole where the key takes whole numbers") {
    const auto window = parse_knob("policy.grace_window=0..24h");
    REQUIRE(window);
    CHECK(window->axis == Axis::hours);
    CHECK(window->high == 24);
    CHECK_FALSE(window->is_whole);
    const auto staff = parse_knob("run.replications=8..16");
    REQUIRE(staff);
    CHECK(staff->is_whole);
    CHECK(parse_knob("policy.on_silence=approve,reject")->levels.size() == 2);
}

TEST_CASE("knob: one value, a falling range and a step are refused") {
    CHECK_FALSE(parse_knob("policy.on_silence=approve"));
    CHECK_FALSE(parse_knob("policy.grace_window=24h..0"));
    CHECK_FALSE(parse_knob("policy.grace_window=0..24h..1h"));
}

TEST_CASE("knob: a value between two levels is text that reads back") {
    CHECK(level_text(Axis::hours, 1.5) == "1h 30min");
    CHECK(level_text(Axis::numbers, 0.25) == "0.25");
}

TEST_CASE("factor: variants of one key form a factor, others none") {
    using Overrides = std::map<std::string, std::string>;
    const auto factor = factor_of({Overrides{{"a.b", "\"0\""}}, Overrides{{"a.b", "\"1h\""}}});
    REQUIRE(factor);
    CHECK(factor->axis == Axis::hours);
    CHECK(factor->levels[1].text == "1h");
    CHECK_FALSE(factor_of({Overrides{{"a.b", "1"}}}));
    CHECK_FALSE(factor_of({Overrides{}, Overrides{{"a.b", "1"}}}));
    CHECK_FALSE(factor_of({Overrides{{"a.b", "1"}}, Overrides{{"c.d", "2"}}}));
    CHECK_FALSE(factor_of({Overrides{{"a.b", "1"}}, Overrides{{"a.b", "1"}}}));
}
