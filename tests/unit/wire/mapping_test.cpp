#include "sim/wire/mapping.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;
using namespace ordersim::wire;
using order::CommandField;
using order::OrderState;
using order::Refusal;
using Outcome = Answer::Outcome;

namespace {

Template one(Filler filler, CommandField field = {}) { return {{{"<", filler, field}, {">"}}}; }

std::string filled(const Template& text, Escape escape = Escape::line) {
    static const order::Command command = [] {
        order::Command made;
        made.reason = order::Reason::changed_mind;
        made.amount = {1205};
        return made;
    }();
    Mapping mapping;
    mapping.words["changed_mind"] = "REGRET";
    std::string into;
    fill(text,
         {.order = "a/b \"7\"",
          .key = "k-1",
          .buyer = "b3",
          .seller = "s4",
          .account = "b3",
          .token = "t\r\nHost: x",
          .command = &command},
         mapping, escape, into);
    return into;
}

Mapping shop() {
    Mapping mapping;
    mapping.fields = {"ETag"};
    mapping.order.pointer = "/order/id";
    mapping.state.pointer = "/order/state";
    mapping.version.field = 0;
    mapping.reason.pointer = "/why";
    mapping.states["PAID"].add(OrderState::processing);
    mapping.states["VOID"].add(OrderState::cancelled);
    mapping.states["VOID"].add(OrderState::refunding);
    mapping.refusals["LATE"].add(Refusal::already_shipped);
    mapping.refusals["423"].add_all();
    mapping.meanings[423] = Meaning::refused;
    mapping.meanings[208] = Meaning::recorded;
    return mapping;
}

MappedAnswer read(unsigned status, std::string_view body, bool is_look = false,
                  const std::string& tag = "", const Mapping& mapping = shop()) {
    const std::vector<std::string> fields{tag};
    return read_mapped(mapping, MappedRequest{}, is_look, {status, body, &fields});
}

constexpr std::string_view kPaid = R"({"order": {"id": "x-1", "state": "PAID"}})";

}  // namespace

TEST_CASE("mapping: places are filled with what the call knows, escaped for where they stand") {
    CHECK(filled(one(Filler::order)) == "<a/b \"7\">");
    CHECK(filled(one(Filler::order), Escape::path) == "<a%2Fb%20%227%22>");
    CHECK(filled(one(Filler::order), Escape::json) == "<a/b \\\"7\\\">");
    CHECK(filled(one(Filler::token)) == "<tHost: x>");
    CHECK(filled(one(Filler::key)) == "<k-1>");
    CHECK(filled(one(Filler::amount_major)) == "<12.05>");
    CHECK(filled(one(Filler::field, CommandField::amount)) == "<1205>");
    CHECK(filled(one(Filler::field, CommandField::reason)) == "<REGRET>");
    CHECK(filled(one(Filler::nothing)) == "<>");
}

TEST_CASE("mapping: a reply is read by its status, and shows what stands where it is looked for") {
    const MappedAnswer paid = read(200, kPaid, false, "W/\"3\"");
    CHECK(paid.answer.outcome == Outcome::accepted);
    CHECK(paid.order_id == "x-1");
    CHECK(paid.answer.shows_state);
    CHECK(paid.answer.states.contains(OrderState::processing));
    CHECK_FALSE(paid.answer.states.contains(OrderState::cancelled));
    CHECK(paid.answer.has_version);
    CHECK(paid.answer.version == 3);
    CHECK(paid.gap.empty());
    CHECK(read(200, kPaid, true).answer.outcome == Outcome::shown);
    CHECK_FALSE(read(200, kPaid).answer.has_version);
    CHECK(read(208, kPaid).answer.outcome == Outcome::recorded);
    const auto ended = read(200, R"({"order": {"id": 12, "state": "VOID"}})");
    CHECK(ended.order_id == "12");
    CHECK(ended.answer.states.contains(OrderState::refunding));
    CHECK(read(204, "").answer.outcome == Outcome::accepted);
    CHECK_FALSE(read(204, "").answer.shows_state);
}

TEST_CASE("mapping: a refusal is by the service's word for it, else by its status") {
    const auto late = read(409, R"({"why": "LATE"})");
    CHECK(late.answer.outcome == Outcome::refused);
    CHECK(late.answer.refusal == Refusal::already_shipped);
    CHECK_FALSE(late.answer.refusals.contains(Refusal::wrong_state));
    CHECK(read(423, "no").answer.refusals.contains(Refusal::wrong_state));
}

TEST_CASE("mapping: what most services mean by a status need not be said") {
    CHECK(read(401, "").answer.outcome == Outcome::unproved);
    CHECK(read(404, "").answer.outcome == Outcome::hidden);
    for (const unsigned status : {408U, 425U, 429U, 500U, 503U}) {
        const auto open = read(status, "");
        CHECK(open.answer.outcome == Outcome::open);
        CHECK(open.gap.empty());
    }
    Mapping mapping = shop();
    mapping.meanings[404] = Meaning::refused;
    mapping.refusals["404"].add(Refusal::unknown_order);
    CHECK(read(404, "", false, "", mapping).answer.outcome == Outcome::refused);
    MappedRequest request;
    request.meanings[404] = Meaning::accepted;
    CHECK(read_mapped(mapping, request, false, {404, "", nullptr}).answer.outcome ==
          Outcome::accepted);
}

TEST_CASE("mapping: what it does not cover leaves open what happened, and is named") {
    const auto state = read(200, R"({"order": {"id": "1", "state": "LIMBO"}})");
    CHECK(state.answer.outcome == Outcome::open);
    CHECK_FALSE(state.answer.shows_state);
    CHECK(state.gap == "state 'LIMBO'");
    CHECK(read(409, R"({"why": "MOON"})").gap == "reason 'MOON'");
    CHECK(read(409, "[").gap == "a refusal by status 409");
    CHECK(read(302, "").gap == "status 302");
    CHECK(read(302, "").answer.outcome == Outcome::open);
}

TEST_CASE("mapping: versions may begin anywhere, and the clock tell milliseconds") {
    Mapping mapping = shop();
    mapping.first_version = 0;
    CHECK(read(200, kPaid, false, "\"4\"", mapping).answer.version == 5);
    mapping.first_version = 7;
    CHECK_FALSE(read(200, kPaid, false, "4", mapping).answer.has_version);
    CHECK_FALSE(read(200, kPaid, false, "\"four\"", mapping).answer.has_version);
    mapping.clock.pointer = "/at";
    mapping.clock_unit_us = 1000;
    CHECK(read(200, R"({"at": 12})", false, "", mapping).answer.at == SimTime(SimDuration(12'000)));
}
