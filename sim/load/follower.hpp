#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/market/market.hpp"
#include "sim/order/decide.hpp"
#include "sim/wire/answer.hpp"

/// What the people of one order know of it, from the replies that they get.
namespace ordersim::load {

/// A command that was answered, with what the reply tells.
struct Told {
    order::Command command;
    wire::Answer answer;
    SimTime at;  ///< of the reply, on the orders' clock
    std::uint32_t known = 0;  ///< of a look: the version that was known when it was sent
};

/// Follows an order through replies that may come in another order than its versions, and through
/// deadlines that nobody told of. Where the replies are not what the rules make of it (the judge
/// says so; here it does not matter), the order is taken as it is shown, so that its people go on.
class Follower {
public:
    /// Adds to `news` all that the reply lets us know, in the order of versions. `in_flight`: calls
    /// about the order whose reply is still to come; only they may have made a version that is
    /// missing.
    void hear(const order::Rules& rules, const order::Policy& policy, const Told& told,
              std::uint32_t in_flight, std::vector<market::News>& news);

    [[nodiscard]] const order::Order& known() const { return known_; }
    /// How often it was taken as shown.
    [[nodiscard]] std::uint32_t adopted() const { return adopted_; }

private:
    // Replies that do not show the whole order: what the rules make of the command, unless the word
    // for its state says otherwise.
    void hear_words(const order::Rules& rules, const order::Policy& policy, const Told& told,
                    bool is_quiet, std::vector<market::News>& news);
    [[nodiscard]] bool follow_words(const order::Rules& rules, const order::Policy& policy,
                                    const Told& told, std::vector<market::News>& news);
    void adopt_words(const Told& told, std::vector<market::News>& news);

    using Rules = order::Rules;
    using Policy = order::Policy;
    [[nodiscard]] bool reach(const Rules& rules, const Policy& policy, const Told& told,
                             bool is_quiet, std::vector<market::News>& news);
    void fire_before(const Rules& rules, const Policy& policy, SimTime at, std::uint32_t version,
                     std::vector<market::News>& news);
    bool follow(const Rules& rules, const Policy& policy, const Told& told,
                std::vector<market::News>& news);
    void adopt(const Told& told, std::vector<market::News>& news);

    order::Order known_;
    std::map<std::uint32_t, Told> held_back_;  ///< by version: earlier ones are missing
    std::vector<Told> unfollowed_;  ///< of no version: the reply to what made them possible is late
    std::uint32_t adopted_ = 0;
};

}  // namespace ordersim::load
