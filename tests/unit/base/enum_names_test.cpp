#include "sim/base/enum_names.hpp"

#include <catch2/catch.hpp>

#include <cstdint>

namespace {

enum class Stage : std::uint8_t { none, picking, handed_over, void_ };
enum class Only { one };

}  // namespace

using namespace ordersim;

TEST_CASE("enum names: every enumerator is counted once") {
    STATIC_REQUIRE(enum_count<Stage> == 4);
    STATIC_REQUIRE(enum_count<Only> == 1);
}

TEST_CASE("enum names: a name is the code's own word without a trailing underscore") {
    STATIC_REQUIRE(enum_name(Stage::none) == "none");
    STATIC_REQUIRE(enum_name(Stage::handed_over) == "handed_over");
    STATIC_REQUIRE(enum_name(Stage::void_) == "void");
}

TEST_CASE("enum names: names lead back to their enumerators and nothing else does") {
    for (const std::string_view name : enum_names<Stage>) {
        const auto found = enum_from_name<Stage>(name);
        REQUIRE(found.has_value());
        CHECK(enum_name(*found) == name);
    }
    CHECK_FALSE(enum_from_name<Stage>("void_").has_value());
    CHECK_FALSE(enum_from_name<Stage>("Picking").has_value());
    CHECK_FALSE(enum_from_name<Stage>("").has_value());
}
