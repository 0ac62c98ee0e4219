#include "sim/scenario/clock_text.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/law.hpp"
#include "sim/scenario/sample.hpp"
#include "sim/scenario/toml_text.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

#include <array>
#include <cmath>

// Durations, calendars and laws as people write them. The input is the text of one value; whatever
// can be read is written again in its one spelling, which must mean the same.

using namespace ordersim;
using namespace ordersim::scenario;
using ordersim::fuzz::require;

namespace {

/// A law of laws takes its time; longer texts only nest deeper.
constexpr std::size_t kTextMax = 512;
constexpr std::array kLevels{1e-9, 0.01, 0.3, 0.5, 0.9, 0.999999};

void check_findings(Findings& findings) {
    const std::vector<Diagnostic> found = findings.take();
    require(!found.empty(), "law_text: a value is refused without a word");
    for (const Diagnostic& one : found) {
        require(!one.message.empty(), "law_text: a finding says nothing");
    }
    require(!to_text(found).empty(), "law_text: findings without text");
}

void check_duration(std::string_view text) {
    const auto read = parse_duration(text);
    if (!read) {
        require(!read.error().empty(), "law_text: a duration is refused without a word");
        return;
    }
    require(read->microseconds >= 0 && read->microseconds <= microseconds(kLongestDelay),
            "law_text: a duration out of its range");
    const std::string written = duration_text(*read);
    const auto again = parse_duration(written);
    require(again && again->microseconds == read->microseconds,
            "law_text: '" + written + "' is another duration");
    require(again->clock == read->clock || read->microseconds == 0,
            "law_text: '" + written + "' is on another clock");
    require(duration_text(*again) == written, "law_text: '" + written + "' has two spellings");
}

/// The one value of `x = TEXT`.
class Value {
public:
    Value(const fuzz::Scratch& scratch, std::string_view text)
        : source_{"any.toml", scratch.path(""), {}}, text_("x = " + std::string(text)) {
        source_.lines = lines_of(text_);
        parsed_ = parse_toml(text_, source_, findings_);
    }

    [[nodiscard]] const Node* node() const { return parsed_.root.find("x"); }
    [[nodiscard]] bool is_sound() const { return parsed_.is_whole && findings_.empty(); }
    Findings& findings() { return findings_; }
    [[nodiscard]] ReadContext context() { return {findings_, source_.folder}; }

private:
    Source source_;
    std::string text_;
    Findings findings_;
    Parsed parsed_;
};

void check_law(const fuzz::Scratch& scratch, std::string_view text, LawUnit unit) {
    Value value(scratch, text);
    ReadContext context = value.context();
    const auto law = read_law(*value.node(), unit, context);
    if (!law) {
        check_findings(value.findings());
        return;
    }
    Value written(scratch, law->canonical.text);
    const std::string spelling = "law_text: " + law->canonical.text;
    require(written.is_sound() && written.node() != nullptr, spelling + " is no TOML");
    ReadContext again_context = written.context();
    const auto again = read_law(*written.node(), unit, again_context);
    require(again.has_value(), spelling + " cannot be read again");
    require(again->canonical.text == law->canonical.text, spelling + " has two spellings");
    require(again->canonical.digest == law->canonical.digest, spelling + " has two digests");
    require(again->clock == law->clock, spelling + " is on another clock");
    double before = -HUGE_VAL;
    for (const double level : kLevels) {
        const double quantile = law->law.quantile(level);
        require(!std::isnan(quantile), spelling + " has a quantile that is no number");
        require(quantile >= before, spelling + " has quantiles that fall");
        require(again->law.quantile(level) == quantile, spelling + " is another law");
        const SimDuration drawn = delay(law->law, level);
        require(drawn >= SimDuration::zero() && drawn <= kLongestDelay,
                spelling + " gives a delay out of range");
        before = quantile;
    }
}

void check_clock(const fuzz::Scratch& scratch, std::string_view text, ClockKind kind) {
    Value value(scratch, text);
    ReadContext context = value.context();
    const auto clock = read_clock(*value.node(), kind, context);
    if (!clock) {
        check_findings(value.findings());
        return;
    }
    Value written(scratch, clock->canonical.text);
    const std::string spelling = "law_text: " + clock->canonical.text;
    require(written.is_sound() && written.node() != nullptr, spelling + " is no TOML");
    ReadContext again_context = written.context();
    const auto again = read_clock(*written.node(), kind, again_context);
    require(again && again->canonical.text == clock->canonical.text,
            spelling + " cannot be read again");
    const SimTime monday{};
    for (const int run : {1, 7, 100}) {
        const SimTime end = clock->clock.advance(monday, std::chrono::hours(run));
        require(end >= monday, spelling + " runs backwards");
        require(end == again->clock.advance(monday, std::chrono::hours(run)),
                spelling + " is another clock");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Scratch scratch;
    static const std::string sample =
        scratch.write("sample.csv", "hours,from,to\n1,2024-01-01,2024-01-02\n2,2024-01-01,\n");
    const std::string_view text(reinterpret_cast<const char*>(data), std::min(size, kTextMax));
    check_duration(text);
    static_cast<void>(parse_time_stamp(text));
    Value value(scratch, text);
    if (value.node() == nullptr) {
        return 0;
    }
    if (value.node()->kind == Node::Kind::text) {
        check_duration(value.node()->text);
    }
    for (const LawUnit unit : {LawUnit::delay, LawUnit::bank_leg, LawUnit::number}) {
        check_law(scratch, text, unit);
    }
    for (const ClockKind kind : {ClockKind::open_hours, ClockKind::profile}) {
        check_clock(scratch, text, kind);
    }
    return 0;
}
