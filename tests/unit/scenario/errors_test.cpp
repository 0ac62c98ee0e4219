#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace ordersim::scenario {
namespace {

using tests::errors_of;
using tests::load_file;
using tests::load_on_base;
using tests::TempFolder;

/// One broken line under a section, and what must be said of it.
struct Case {
    const char* section;
    const char* line;
    std::uint32_t column;
    std::uint32_t length;
    const char* message;
};

/// The single finding that the line gives, at line 3 of the file.
void check(const Case& wrong) {
    const auto loaded = load_on_base(std::string("[") + wrong.section + "]\n" + wrong.line + "\n");
    INFO(wrong.line << "\n" << errors_of(loaded));
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    const Diagnostic& found = loaded.error()[0];
    CHECK(std::filesystem::path(found.file).filename() == "case.toml");
    CHECK(found.line == 3);
    CHECK(found.column == wrong.column);
    CHECK(found.length == wrong.length);
    CHECK(found.message == wrong.message);
    CHECK(found.excerpt == wrong.line);
}

}  // namespace

TEST_CASE("errors: keys") {
    check({"policy", "grace_minuts = 30", 1, 12,
           "unknown key 'grace_minuts' in [policy]; did you mean 'grace_window'?"});
    check({"policy", "poll_interval = \"1h\"", 1, 13,
           "unknown key 'poll_interval' in [policy]; did you mean 'warehouse.poll_interval'?"});
    check({"policy", "qqq = 1", 1, 3, "unknown key 'qqq' in [policy]"});
    check({"sellers", "class = 3", 9, 1, "classes of sellers are tables: write [[sellers.class]]"});
    check({"buyers", "intent = 0.1", 10, 3,
           "'buyers.intent' is a section: write [buyers.intent] and its keys below"});
    check({"sellers.class.slow", "shares = 1", 1, 6,
           "unknown key 'shares' in [sellers.class.slow]; did you mean 'share'?"});
}

TEST_CASE("errors: durations") {
    check({"policy", "grace_window = 30 min", 16, 6,
           "a duration is text: write \"30 min\" in quotes"});
    check({"policy", "grace_window = 2d 12h  # long", 16, 6,
           "a duration is text: write \"2d 12h\" in quotes"});
    check({"policy", "grace_window = 30", 16, 2,
           "grace_window is a duration and needs a unit: write \"30 min\" in quotes"});
    check({"policy", "grace_window = true", 16, 4,
           "grace_window is a duration like \"30 min\", not true or false"});
    check({"policy", "grace_window = \"3 business days\"", 16, 17,
           "business days have a meaning in [gateway] bank legs only; write calendar time"});
    check({"policy", "request_window = \"alway\"", 18, 7,
           "'alway' is no duration; a duration is text like \"30 min\", \"2d 12h\" or \"0\" "
           "(or \"always\")"});
    check(
        {"policy", "pay_limit = \"40000 d\"", 13, 9, "a duration is at most 36525 d (100 years)"});
}

TEST_CASE("errors: numbers, probabilities, words and flags") {
    check({"payment", "never_share = 1.5", 15, 3, "never_share must lie in [0, 1]; it is 1.5"});
    check({"payment", "never_share = nan", 15, 3, "never_share must be a finite number"});
    check({"payment", "never_share = -inf", 15, 4, "never_share must be a finite number"});
    check({"payment", "never_share = \"half\"", 15, 6, "never_share is a probability, not text"});
    check({"sellers", "count = 0", 9, 1, "count must lie in [1, 10000000]; it is 0"});
    check({"sellers", "count = 1.5", 9, 3, "count is a whole number, not a number"});
    check({"policy", "max_requests = 11", 16, 2, "max_requests must lie in [0, 10]; it is 11"});
    check({"run", "seed = -1", 8, 2, "seed must be at least 0; it is -1"});
    check({"run", "level = 1.0", 9, 3, "level must lie in [0.5, 0.9999]; it is 1"});
    check({"policy", "lock = \"sofd\"", 8, 6,
           "lock is none, soft or hard, not 'sofd'; did you mean 'soft'?"});
    check({"policy", "lock = soft", 8, 4, "text needs quotes: write \"soft\""});
    check({"policy", "void_sync = \"yes\"", 13, 5, "void_sync is true or false, not text"});
    check({"policy", "void_sync = yes", 13, 3, "text needs quotes: write \"yes\""});
    check({"policy", "void_sync =", 12, 1, "there is no value after '='"});
}

TEST_CASE("errors: shares") {
    check({"payment", "method_share = { card = 0.5, wallet = 0.2 }", 1, 12,
           "method_share must sum to 1; it sums to 0.7"});
    check({"payment", "method_share = { card = 1, debut = 0 }", 28, 5,
           "method_share knows no 'debut'; did you mean 'debit'?"});
    check({"payment", "method_share = { card = 1.5 }", 25, 3, "a share is a number in [0, 1]"});
    check({"payment", "method_share = { card = nan }", 25, 3, "a share is a number in [0, 1]"});
    check({"buyers.intent", "cause_share = {}", 1, 11, "cause_share must sum to 1; it sums to 0"});
    check({"buyers.intent.reason_share", "slow = { slow_shipping = 0.9 }", 1, 4,
           "slow must sum to 1; it sums to 0.9"});
}

TEST_CASE("errors: laws") {
    check({"sellers", "handling = \"2h\"", 12, 4, "a law is a table: write { constant = \"2h\" }"});
    check({"payment", "amount = 300", 10, 3, "a law is a table: write { constant = 300 }"});
    check({"sellers", "handling = { lognorml = { median = \"1h\", sigma = 1 } }", 14, 8,
           "unknown law 'lognorml'; did you mean 'lognormal'?"});
    check({"sellers", "handling = { lognormal = { median = \"1h\" } }", 26, 17,
           "lognormal lacks 'sigma'"});
    check({"sellers", "handling = { exponential = { mean = \"1h\", sd = 2 } }", 43, 2,
           "unknown key 'sd' in exponential; it has mean"});
    check({"sellers", "handling = { exponential = { mean = 3 } }", 37, 1,
           "a duration is text with a unit: write \"3 h\" in quotes"});
    check({"sellers", "handling = { constant = \"1h\", exponential = { mean = \"1h\" } }", 31, 11,
           "a law has one name, here are 'constant' and 'exponential'"});
    check({"sellers", "handling = { beta = { alpha = 1, beta = 2 } }", 14, 4,
           "beta lies between 0 and 1 and has no unit: no delay follows it"});
    check({"sellers", "handling = { constant = \"2 business days\" }", 25, 17,
           "business days have a meaning in [gateway] bank legs only; write calendar time"});
    check({"sellers", "handling = { constant = \"1h\", clamp = [\"0\"] }", 39, 5,
           "clamp has two bounds: [min, max]"});
    check({"payment", "amount = { constant = inf }", 23, 3, "the number must be finite"});
    check({"gateway.bank_leg", "card = { constant = \"2 business days\", shift = \"3d\" }", 48, 4,
           "this law mixes business days and calendar time; write one of them"});
    check({"sellers", "handling = { mixture = [{ share = 0.5, law = { constant = \"1h\" } }] }", 24,
           44, "the shares of a mixture sum to 1; these sum to 0.5"});
    check({"sellers", "handling = { mixture = [{ share = 0.5 }] }", 25, 15,
           "each part of a mixture has a share and a law"});
    check({"sellers", "handling = { truncate = [\"0\", \"1h\"] }", 12, 26,
           "no law is named; laws are constant, mixture, minimum, empirical, exponential, "
           "lognormal, weibull, gamma, loglogistic, pareto, beta, normal, uniform or "
           "triangular"});
}

TEST_CASE("errors: what a law itself refuses stands at the law") {
    const auto loaded =
        load_on_base("[sellers]\nhandling = { uniform = { min = \"2h\", max = \"1h\" } }\n");
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    CHECK(loaded.error()[0].line == 3);
    CHECK(loaded.error()[0].column == 24);
    CHECK_FALSE(loaded.error()[0].message.empty());
}

TEST_CASE("errors: data files") {
    check({"sellers", "handling = { empirical = { file = \"none.csv\", column = \"x\" } }", 35, 10,
           "'none.csv' does not exist"});
    check({"sellers", "handling = { empirical = { file = \"/\", column = \"x\" } }", 35, 3,
           "'/' is a directory, not a file"});
    check({"sellers", "handling = { empirical = { column = \"x\" } }", 26, 16,
           "empirical needs a file, and either one column (with a unit where its numbers have "
           "none) or two columns of time stamps, 'from' and 'to'"});
    const TempFolder folder;
    folder.write("t.csv", "from_time,to_time\n2020-01-01,never\n");
    const auto loaded = load_file(
        folder.write("s.toml",
                     "extends = \"aliexpress_base\"\n[sellers]\nhandling = { empirical = { file = "
                     "\"t.csv\", from = \"from_tim\", to = \"to_time\" } }\n"
                     "[carrier]\ntransit = { empirical = { file = \"t.csv\", from = \"from_time\", "
                     "to = \"to_time\" } }\n"));
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 2);
    CHECK(loaded.error()[0].message ==
          "'t.csv' has no column 'from_tim'; did you mean 'from_time'?");
    CHECK(loaded.error()[0].column == 51);
    CHECK(loaded.error()[1].message ==
          "'t.csv' row 1: 'never' is no time stamp like 2017-10-02 11:07:15");
}

TEST_CASE("errors: clocks") {
    check({"sellers", "working_hours = \"Mon-Sat 21-09\"", 17, 15,
           "'21-09' ends before it begins; part a night in two at 24, like \"Mon 21-24, Tue "
           "00-06\""});
    check({"sellers", "working_hours = \"Mon-Sat 09-09\"", 17, 15, "'09-09' never opens"});
    check({"sellers", "working_hours = \"Mond 09-12\"", 17, 12,
           "unknown weekday 'Mond'; did you mean 'Mon'? (Mon Tue Wed Thu Fri Sat Sun)"});
    check({"sellers", "working_hours = \"never\"", 17, 7,
           "'never' is no calendar; write \"always\" or days and hours like \"Mon-Sat 09-21\""});
    check({"sellers", "handling_clock = { hours = [1, 2], weekdays = [1, 1, 1, 1, 1, 1, 1] }", 28,
           6, "a profile needs hours = [24 numbers], found 2"});
    check({"sellers", "working_hours = 9", 17, 1,
           "expected a calendar, found a whole number; write \"always\" or days and hours like "
           "\"Mon-Sat 09-21\""});
}

TEST_CASE("errors: a calendar that never opens is refused") {
    const auto loaded = load_on_base(
        "[sellers]\nhandling_clock = { hours = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "
        "0, 0, 0, 0, 0, 0, 0, 0], weekdays = [1, 1, 1, 1, 1, 1, 1] }\n");
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    CHECK(loaded.error()[0].line == 3);
    CHECK(loaded.error()[0].column == 18);
}

TEST_CASE("errors: syntax, many at once, and what is sound is still checked") {
    const auto loaded = load_on_base(
        "[policy]\n"
        "grace_window = 1h\n"
        "lock = hard\n"
        "on_silence = \"aprove\"\n"
        "lock = \"hard\"\n"
        "lock = \"soft\"\n"
        "= 3\n");
    REQUIRE_FALSE(loaded.has_value());
    std::vector<std::uint32_t> lines;
    for (const Diagnostic& found : loaded.error()) {
        lines.push_back(found.line);
    }
    INFO(errors_of(loaded));
    CHECK(lines == std::vector<std::uint32_t>{3, 4, 7, 8});
    CHECK(loaded.error()[2].message == "key 'lock' is given twice");
    const auto sound = load_on_base("[policy]\ngrace_window = 1h\non_silence = \"aprove\"\n");
    CHECK(sound.error().size() == 2);
}

TEST_CASE("errors: variants") {
    const auto loaded = load_on_base(
        "[[variant]]\n"                        // 2
        "policy.lock = \"hard\"\n"             // 3
        "[[variant]]\n"                        // 4
        "name = \"a\"\n"                       // 5
        "polcy.lock = \"hard\"\n"              // 6
        "run.seed = 3\n"                       // 7
        "[[variant]]\n"                        // 8
        "name = \"a\"\n"                       // 9
        "[[variant]]\n"                        // 10
        "name = \"b\"\n"                       // 11
        "sellers.class.slo.share = 1\n"        // 12
        "policy.grace_window = \"1 hor\"\n");  // 13
    REQUIRE_FALSE(loaded.has_value());
    const std::string text = errors_of(loaded);
    INFO(text);
    CHECK_THAT(text, Catch::Contains(":2:1: error: a variant needs a name in quotes"));
    CHECK_THAT(text, Catch::Contains(":6:1: error: unknown key 'polcy' in a variant; did you "
                                     "mean 'policy'?"));
    CHECK_THAT(text, Catch::Contains(":7:1: error: [run] holds for all variants alike"));
    CHECK_THAT(text, Catch::Contains(":9:8: error: there are two variants of the name 'a'"));
    CHECK_THAT(text, Catch::Contains(":12:15: error: there is no class of sellers 'slo'"));
    CHECK_THAT(text, Catch::Contains(":13:23: error: unknown unit 'hor'"));
}

TEST_CASE("errors: a variant changes classes that exist, by their names") {
    CHECK_THAT(errors_of(load_on_base("[[variant]]\nname = \"b\"\n"
                                      "sellers.class.slo.share = 0.35\n")),
               Catch::Contains(":4:15: error: there is no class of sellers 'slo'; did you mean "
                               "'slow'?"));
    CHECK_THAT(errors_of(load_on_base("[[variant]]\nname = \"b\"\n[[variant.sellers.class]]\n"
                                      "name = \"x\"\n")),
               Catch::Contains(":4:19: error: a variant changes classes of sellers by their "
                               "names"));
    CHECK_THAT(errors_of(load_on_base("[[sellers.class]]\nshare = 1\n")),
               Catch::Contains(":2:1: error: a class of sellers needs a name in quotes"));
    CHECK_THAT(errors_of(load_on_base("[[sellers.class]]\nname = \"a\"\n"
                                      "[[sellers.class]]\nname = \"a\"\n")),
               Catch::Contains(":5:8: error: there are two classes of the name 'a'"));
}

TEST_CASE("errors: missing keys are listed together, with a preset that has them") {
    const TempFolder folder;
    const auto loaded = load_file(folder.write("bare.toml", "question = \"?\"\n"));
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    const Diagnostic& found = loaded.error()[0];
    CHECK(found.line == 0);
    CHECK(found.excerpt.empty());
    CHECK_THAT(found.message, Catch::Contains("keys are missing: currency, run.seed, ") &&
                                  Catch::Contains("sellers.class") &&
                                  Catch::EndsWith("; all of them are in 'aliexpress_base': write "
                                                  "extends = \"aliexpress_base\" at the top"));
    // A class of its own must be whole; no preset knows it.
    CHECK_THAT(errors_of(load_on_base("[[sellers.class]]\nname = \"a\"\nshare = 1\n"
                                      "reply = { constant = \"1h\" }\nnever_share = 0\n"
                                      "dispute_answer_share = 1\n")),
               Catch::EndsWith("a key is missing: sellers.class.a.rescue_share\n"));
}

TEST_CASE("errors: extends") {
    const TempFolder folder;
    CHECK_THAT(errors_of(load_file(folder.write("a.toml", "extends = \"aliexpres_base\"\n"))),
               Catch::Contains(":1:11: error: there is no scenario 'aliexpres_base' to extend; "
                               "did you mean 'aliexpress_base'?"));
    CHECK_THAT(errors_of(load_file(folder.write("a.toml", "extends = \"nothing_like_it\"\n"))),
               Catch::Contains("'nothing_like_it' to extend; there are a, aliexpress_72h, "));
    CHECK_THAT(errors_of(load_file(folder.write("a.toml", "extends = \"gone.toml\"\n"))),
               Catch::Contains("'gone.toml' to extend; a path is read from this file's own "
                               "folder"));
    CHECK_THAT(errors_of(load_file(folder.write("a.toml", "extends = 3\n"))),
               Catch::Contains(":1:11: error: 'extends' is text in quotes"));
    folder.write("one.toml", "extends = \"two\"\n");
    folder.write("two.toml", "extends = \"three.toml\"\n");
    CHECK_THAT(errors_of(load_file(folder.write("three.toml", "extends = \"one\"\n"))),
               Catch::Contains("in a circle: three.toml -> one.toml -> two.toml -> three.toml"));
    CHECK_THAT(errors_of(load_file(folder.write("self.toml", "extends = \"self\"\n"))),
               Catch::Contains("there is no scenario 'self' to extend") ||
                   Catch::Contains("in a circle: self.toml -> self.toml"));
}

TEST_CASE("errors: overrides on the command line") {
    const auto error = [](const char* override) {
        const auto loaded = load_on_base("", {override});
        REQUIRE_FALSE(loaded.has_value());
        REQUIRE(loaded.error().size() == 1);
        CHECK(loaded.error()[0].file == "--set");
        CHECK(loaded.error()[0].line == 0);
        return loaded.error()[0].message;
    };
    CHECK(error("policy.lok=hard") == "unknown key 'lok' in [policy]; did you mean 'lock'?");
    CHECK(error("lock=hard") == "unknown key 'lock'; did you mean 'policy.lock'?");
    CHECK(error("policy.lock") == "an override is KEY=VALUE, like policy.grace_window=30min");
    CHECK(error("policy.grace_window=5 furlongs") ==
          "unknown unit 'furlongs' (units are us, ms, s, min, h, d, weeks)");
    CHECK(error("policy.grace_window=30") ==
          "grace_window is a duration and needs a unit: write \"30 min\" in quotes");
    CHECK_THAT(error("sellers.handling={lognormal={median=1h"), Catch::Contains("inline table"));
    CHECK_THAT(error("a=1\nb=2"), Catch::Contains("KEY=VALUE"));
    CHECK_THAT(tests::errors_of(load_on_base("", {"policy.lok=hard"})),
               Catch::Equals("--set: error: unknown key 'lok' in [policy]; did you mean 'lock'?\n"
                             " | policy.lok=hard\n"
                             " | ^^^^^^^^^^\n"));
}

TEST_CASE("errors: files that are no scenario") {
    const TempFolder folder;
    CHECK_THAT(errors_of(load_file(folder.path() + "/none.toml")),
               Catch::EndsWith("none.toml: error: the scenario does not exist\n"));
    CHECK_THAT(errors_of(load_file("aliexpres_base")),
               Catch::Contains("does not exist; did you mean 'aliexpress_base'?"));
    CHECK_THAT(errors_of(load_file(folder.path())),
               Catch::EndsWith("error: the scenario is a directory, not a file\n"));
    CHECK_THAT(errors_of(load_file("/dev/null")), Catch::Contains("not a regular file"));
    const std::string huge = folder.write("huge.toml", "a");
    std::filesystem::resize_file(huge, std::uintmax_t{1} << 30U);
    CHECK_THAT(errors_of(load_file(huge)),
               Catch::EndsWith("the scenario has 1024 MiB; at most 1024 KiB are read\n"));
    CHECK_THAT(errors_of(load_file(folder.write("nul.toml", std::string_view("a\0b", 3)))),
               Catch::EndsWith("error: the file holds NUL bytes: it is no text\n"));
    CHECK_FALSE(load_file(folder.write("junk.toml", "\xff\xfe\x80garbage")).has_value());
    std::string deep = "a";
    for (int i = 0; i < 100'000; ++i) {
        deep += ".a";
    }
    CHECK_THAT(errors_of(load_file(folder.write("deep.toml", deep + " = 1\n"))),
               Catch::Contains("dots in a row of keys"));
}

TEST_CASE("errors: the text shows place, line and carets") {
    const TempFolder folder;
    const std::string path = folder.write(
        "grace.toml", "extends = \"aliexpress_base\"\n\n[policy]\n\tgrace_minuts = 30  # ä\n");
    CHECK(errors_of(load_file(path)) ==
          path +
              ":4:2: error: unknown key 'grace_minuts' in [policy]; did you mean "
              "'grace_window'?\n"
              "4 |  grace_minuts = 30  # ä\n"
              "  |  ^^^^^^^^^^^^\n");
}

}  // namespace ordersim::scenario
