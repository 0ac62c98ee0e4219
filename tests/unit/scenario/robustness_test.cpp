#include "sim/base/random.hpp"

#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

namespace ordersim::scenario {
namespace {

enum class Damage : std::uint16_t { place, kind, byte };

std::string base_text() {
    std::ifstream file(tests::library() + "/aliexpress_base.toml", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Whatever becomes of it: a scenario, or findings that a person can place.
void load_damaged(const tests::TempFolder& folder, const std::string& text) {
    const auto loaded = tests::load_file(folder.write("damaged.toml", text));
    if (!loaded) {
        REQUIRE_FALSE(loaded.error().empty());
        for (const Diagnostic& found : loaded.error()) {
            REQUIRE_FALSE(found.file.empty());
            REQUIRE_FALSE(found.message.empty());
        }
        REQUIRE(to_text(loaded.error()).size() < 200'000);
    }
}

}  // namespace

TEST_CASE("robustness: no truncation of a scenario brings the reader down") {
    const tests::TempFolder folder;
    const std::string text = base_text();
    REQUIRE(text.size() > 1000);
    for (std::size_t length = 0; length < text.size(); length += 97) {
        load_damaged(folder, text.substr(0, length));
    }
}

TEST_CASE("robustness: no flipped, lost or doubled byte brings the reader down") {
    const tests::TempFolder folder;
    const std::string text = base_text();
    const Draws draws(42, 0);
    for (std::uint32_t run = 0; run < 150; ++run) {
        std::string damaged = text;
        for (std::uint16_t hit = 0; hit < 4; ++hit) {
            const std::size_t at = draws.bits(run, Damage::place, hit) % damaged.size();
            const auto byte = static_cast<char>(draws.bits(run, Damage::byte, hit) & 0xFFU);
            switch (draws.bits(run, Damage::kind, hit) % 4) {
            case 0: damaged[at] = byte; break;
            case 1: damaged.erase(at, 1); break;
            case 2: damaged.insert(at, 1, byte); break;
            case 3: damaged[at] = static_cast<char>(0x20 + (byte & 0x5F)); break;
            }
        }
        INFO("run " << run);
        load_damaged(folder, damaged);
    }
}

TEST_CASE("robustness: a list that ends before its value is an error at its place") {
    const auto loaded = tests::load_on_base("sellers.handling = { constant = [3, }\n");
    const std::string errors = tests::errors_of(loaded);
    INFO(errors);
    CHECK(errors.find("case.toml:2:") != std::string::npos);
}

TEST_CASE("robustness: a key below one that has a value is an error at its line") {
    const auto loaded = tests::load_on_base("policy.lock = \"soft\"\npolicy.lock.until = \"1h\"\n");
    const std::string errors = tests::errors_of(loaded);
    INFO(errors);
    CHECK(errors.find("case.toml:3:") != std::string::npos);
    CHECK(errors.find("a key that has a value cannot have keys below it") != std::string::npos);
}

TEST_CASE("robustness: no letter of any script brings the reader down, wherever it stands") {
    // An Arabic ligature, where a key, a value and the end of a line are expected.
    for (const char* const line : {"\uFCFF = 1\n", "name = \uFCFF\n", "name = \"a\" \uFCFF\n"}) {
        const auto loaded = tests::load_on_base(line);
        const std::string errors = tests::errors_of(loaded);
        INFO(errors);
        CHECK(errors.find("case.toml:2:") != std::string::npos);
    }
}

}  // namespace ordersim::scenario
