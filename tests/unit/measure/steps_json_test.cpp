#include "sim/measure/json.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace ordersim;
using namespace ordersim::measure;

TEST_CASE("steps json: every field of a list is written under its name") {
    const StepList list{.title = "two \"orders\"",
                        .steps = {{.at = SimTime(SimDuration(1'500'000)),
                                   .order = 2,
                                   .actor = "buyer",
                                   .command = "pay",
                                   .detail = "amount 1000",
                                   .outcome = "T04 the buyer pays",
                                   .changes = {{"payment", "none", "verifying"}}}},
                        .loops_to = 1,
                        .violation = "inv_02_regions_agree",
                        .violation_text = "they do not",
                        .standings = {{2, "pay_verifying"}},
                        .note = "cut short"};
    const std::string expected = R"({
  "schema": "ordersim.steps/1",
  "lists": [
    {
      "title": "two \"orders\"",
      "steps": [
        {
          "at_us": 1500000,
          "order": 2,
          "actor": "buyer",
          "command": "pay",
          "detail": "amount 1000",
          "outcome": "T04 the buyer pays",
          "changes": [
            {"field": "payment", "from": "none", "to": "verifying"}
          ]
        }
      ],
      "loops_to": 1,
      "violation": "inv_02_regions_agree",
      "violation_text": "they do not",
      "standings": [
        {"order": 2, "state": "pay_verifying"}
      ],
      "note": "cut short"
    }
  ]
}
)";
    CHECK(to_json(std::vector{list}) == expected);
}
