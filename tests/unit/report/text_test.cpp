#include "sim/report/text.hpp"

#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace ordersim::report;

TEST_CASE("text: width counts columns, not bytes") {
    CHECK(display_width("") == 0);
    CHECK(display_width("grace 1h") == 8);
    CHECK(display_width("±0.8 ▏█") == 7);
    CHECK(display_width("取消") == 4);
    CHECK(display_width("e\xcc\x81") == 1);  // e and a combining acute accent
    CHECK(display_width("\xff") == 1);
}

TEST_CASE("text: cleaning keeps every ordinary character") {
    const std::string ordinary = "Łódź – 取消 ±1 [0, 1] \xf0\x9f\x93\xa6 <&>";
    CHECK(clean(ordinary) == ordinary);
}

TEST_CASE("text: cleaning replaces what could steer a terminal or break XML") {
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(clean("a\x1b[31mb") == "a" + mark + "[31mb");
    CHECK(clean("a\nb\rc\td") == "a" + mark + "b" + mark + "c" + mark + "d");
    CHECK(clean("\xe2\x80\xae") == mark);                // right-to-left override
    CHECK(clean("\xc2\x9b") == mark);                    // C1 control sequence introducer
    CHECK(clean("\xff\xfe") == mark + mark);             // never valid
    CHECK(clean("\xc0\xaf") == mark + mark);             // overlong slash
    CHECK(clean("\xed\xa0\x80") == mark + mark + mark);  // surrogate
    CHECK(clean("\xe2\x82") == mark + mark);             // cut short
    CHECK(clean("\xf4\x90\x80\x80") == mark + mark + mark + mark);  // beyond Unicode
    CHECK(clean(std::string("a\0b", 3)) == "a" + mark + "b");
}

TEST_CASE("text: fitting cuts at a character and shows that it did") {
    CHECK(fit("grace", 5) == "grace");
    CHECK(fit("grace window", 6) == "grace…");
    CHECK(fit("取消取消", 4) == "取…");
    CHECK(fit("取消", 1) == "…");
}

TEST_CASE("text: padding fills to the exact width, whatever the characters") {
    for (const std::string content : {"", "a", "取消", "±", "a very long name indeed"}) {
        CAPTURE(content);
        CHECK(display_width(pad_right(content, 9)) == 9);
        CHECK(display_width(pad_left(content, 9)) == 9);
    }
    CHECK(pad_right("a", 3) == "a  ");
    CHECK(pad_left("a", 3) == "  a");
}

TEST_CASE("text: wrapping breaks at spaces and loses no word") {
    CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrap("one two", 3) == std::vector<std::string>{"one", "two"});
    CHECK(wrap("", 10) == std::vector<std::string>{""});
    CHECK(wrap("unbreakable", 4) == std::vector<std::string>{"unbr", "eaka", "ble"});
    CHECK(wrap("取消取消", 4) == std::vector<std::string>{"取消", "取消"});
}

TEST_CASE("text: escaped text cannot open or close anything") {
    CHECK(escape("a < b & \"c\" > 'd'") == "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
    const std::string safe = escape(ordersim::tests::hostile_text());
    CHECK(safe.find_first_of("<>\"'\n\x1b") == std::string::npos);
}
