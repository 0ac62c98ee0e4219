#include <catch2/catch.hpp>

#include "tests/unit/scenario/support.hpp"

using namespace ordersim;
using namespace ordersim::tests;

namespace {

scenario::Scenario at(const std::string& text, std::vector<std::vector<std::string>> points) {
    const TempFolder folder;
    const std::string path = folder.write("study.toml", text);
    return require_loaded(scenario::load(
        {.path = path, .overrides = {}, .library = library(), .points = std::move(points)}));
}

const std::string kBase = "extends = \"aliexpress_base\"\n";

}  // namespace

TEST_CASE("points: a scenario without variants has one variant a point") {
    const scenario::Scenario study =
        at(kBase, {{"policy.grace_window=0"}, {"policy.grace_window=2h"}});
    REQUIRE(study.variants.size() == 2);
    CHECK(study.variants[1].name == "policy.grace_window=2h");
    CHECK(study.variants[1].policy.grace_window == std::chrono::hours(2));
    CHECK(study.variants[1].overrides.at("policy.grace_window") == "\"2h\"");
}

TEST_CASE("points: every variant is taken at every point, and the point lies over it") {
    const scenario::Scenario study =
        at(kBase + "[[variant]]\nname = \"early\"\npolicy.grace_window = \"1h\"\n"
                   "[[variant]]\nname = \"harsh\"\npolicy.on_silence = \"reject\"\n",
           {{"policy.grace_window=2h"}, {"policy.grace_window=3h"}});
    REQUIRE(study.variants.size() == 4);
    CHECK(study.variants[0].name == "early, policy.grace_window=2h");
    CHECK(study.variants[0].policy.grace_window == std::chrono::hours(2));
    CHECK(study.variants[3].policy.on_silence == order::OnSilence::reject);
    CHECK(study.variants[3].policy.grace_window == std::chrono::hours(3));
}

TEST_CASE("points: values decide a variant's hash, names and [run] do not") {
    const scenario::Scenario study =
        at(kBase, {{"policy.grace_window=60min"}, {"policy.grace_window=2h"}});
    const scenario::Scenario same =
        at(kBase + "[run]\nreplications = 3\n[[variant]]\nname = \"x\"\n"
                   "policy.grace_window = \"1h\"\n",
           {});
    CHECK(study.variants[0].hash == same.variants[0].hash);
    CHECK(study.variants[0].hash != study.variants[1].hash);
}

TEST_CASE("points: an unknown key, and one of [run], are refused") {
    const TempFolder folder;
    const auto load = [&](const std::string& point) {
        return errors_of(scenario::load({.path = folder.write("study.toml", kBase),
                                         .overrides = {},
                                         .library = library(),
                                         .points = {{point}}}));
    };
    CHECK(load("policy.grace_windw=1h").find("did you mean") != std::string::npos);
    CHECK(load("run.seed=2").find("for all points") != std::string::npos);
    CHECK(load("policy.grace_window=9 parsecs").find("study:") != std::string::npos);
}

TEST_CASE("vary: [vary] names the factors of a sweep and is written again") {
    const std::string text =
        kBase + "[vary]\npolicy.grace_window = \"0..2h..1h\"\npolicy.on_silence = "
                "\"approve,reject\"\n";
    const scenario::Scenario study = at(text, {});
    REQUIRE(study.factors.size() == 2);
    CHECK(study.factors[0].levels.size() == 3);
    CHECK(study.variants.size() == 1);
    const scenario::Scenario again = at(scenario::to_toml(study), {});
    CHECK(again.factors.size() == 2);
    CHECK(again.factors[0].levels[1].text == "1h");
    CHECK(at(kBase, {}).hash != study.hash);
}

TEST_CASE("vary: what cannot be varied is refused at its place") {
    CHECK(errors_of(load_on_base("[vary]\npolicy.grace_windw = \"0,1h\"\n"))
              .find("unknown key 'policy.grace_windw' in [vary]; did you mean") !=
          std::string::npos);
    CHECK(errors_of(load_on_base("[vary]\npolicy.grace_window = 3\n")).find("are text") !=
          std::string::npos);
    CHECK(errors_of(load_on_base("[vary]\npolicy.grace_window = \"0..24h\"\n"))
              .find(":3:") != std::string::npos);
    CHECK(errors_of(load_on_base("[vary]\nrun.seed = \"1,2\"\n")).find("[run] holds") !=
          std::string::npos);
}
