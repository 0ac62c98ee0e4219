#pragma once

#include <array>
#include <utility>
#include <vector>

#include "sim/check/network.hpp"
#include "sim/check/order_space.hpp"
#include "sim/check/scene_search.hpp"

/// Platform, gateway and messages, as a model that a scene search explores.
namespace ordersim::check {

inline constexpr std::size_t kAttempts = 2;      ///< to pay
inline constexpr std::size_t kRefundTries = 3;   ///< of one kind
inline constexpr std::size_t kDebts = 4;
inline constexpr std::size_t kMessages = 12;     ///< under way at once
inline constexpr std::size_t kScans = 5;         ///< of the carrier, in one scene

/// What is owed to the buyer. A late payment's refund follows that of the one before.
enum class Debt : std::uint8_t { settlement, late, second_late, undone };

/// `about`: the attempt from 0; of refunds debt * 16 + try * 4 + number of the sending, where keys
/// differ by it.
struct Message {
    enum class Kind : std::uint8_t {
        none,
        capture_request,
        refund_request,
        verified_reply,
        failed_reply,
        accepted_reply,   ///< of a refund
        succeeded_reply,
        refused_reply,
        verified_hook,
        failed_hook,
        succeeded_hook,
        refused_hook,
        scan_hook         ///< of the carrier; `about`: the scene's command
    };
    Kind kind = Kind::none;
    std::uint8_t about = 0;

    friend auto operator<=>(const Message&, const Message&) = default;
};

enum class GatewayPayment : std::uint8_t { none, pending, captured, declined };

struct GatewayRefund {
    enum class At : std::uint8_t { none, pending, failed, failed_yet_open, paid };
    std::uint8_t key = 0;      ///< debt * 16 + number of the sending, where keys differ by it
    std::uint8_t attempt = 0;  ///< of the platform, from 0
    At at = At::none;

    friend bool operator==(const GatewayRefund&, const GatewayRefund&) = default;
};

struct NetworkScene {
    std::string_view name;
    std::string_view title;
    std::vector<order::Command> before{};    ///< lead to the order with which the scene starts
    std::vector<order::Command> commands{};  ///< that people may give, each once
    /// The carrier's hooks: none, or two that are under way from the start, and then those that it
    /// is stopped, that it is back and that it could not be stopped.
    std::vector<order::Command> scans{};
    std::vector<order::CommandKind> timers{};
    GatewayPayment first = GatewayPayment::none;  ///< the first payment, as the gateway has it
    bool is_checkout = false;   ///< the first two commands are one act: to place and to pay
    std::uint8_t failures = 0;  ///< refunds that the gateway reports as failed
    bool is_for_good = false;   ///< and says that to try again is of no use
};
[[nodiscard]] const std::vector<NetworkScene>& network_scenes();

struct NetworkState {
    std::uint32_t applied = 0;  ///< reports that the order took, as bits
    OrderId order = 0;
    std::array<Message, kMessages> messages{};  ///< ascending; the free places last
    std::array<GatewayPayment, kAttempts> payments{};  ///< at the gateway
    std::array<GatewayRefund, kDebts> refunds{};
    std::array<std::uint8_t, kDebts> sendings{};  ///< new_key_each_time alone
    std::uint8_t used = 0;      ///< commands given, and what the carrier could do, as bits
    std::uint8_t heard = 0;     ///< attempts of which the platform had an answer, as bits
    std::uint8_t booked = 0;    ///< refunds that the platform holds for paid
    std::uint8_t late_paid = 0; ///< of them, late payments
    std::uint8_t drops_left = 2;
    std::uint8_t copies_left = 2;
    std::uint8_t hasty_left = 1;  ///< requests sent again although an answer is under way
    std::uint8_t failures_left = 0;

    friend bool operator==(const NetworkState&, const NetworkState&) = default;
};
static_assert(sizeof(NetworkState) == 56);

class NetworkModel {
public:
    using State = NetworkState;
    enum class Step : std::uint8_t {
        command, timer, submit, capture_again, refund_again, by_hand, deliver, repeat, drop,
        // The gateway.
        captures, declines, pays, fails, fails_yet_open, pays_after_all,
        stops, cannot_stop  ///< the carrier, asked to stop a parcel
    };

    NetworkModel(const Setting& setting, const NetworkScene& scene, const order::Order& start,
                 NetworkDefect defect);

    [[nodiscard]] State start() const;
    template <class Emit>
    void expand(const State& state, const Emit& emit) const {
        next_.clear();
        add_people(state);
        add_platform(state);
        add_messages(state);
        add_gateway(state);
        add_carrier(state);
        for (const auto& [step, next] : next_) {
            emit(step, next);
        }
    }
    /// Nothing is under way, nothing is open between the two, and the order waits for people.
    [[nodiscard]] bool is_settled(const State& state) const;
    [[nodiscard]] static bool is_fault(std::uint32_t step);
    [[nodiscard]] LayerStep told(const State& before, std::uint32_t step,
                                 const State& after) const;
    [[nodiscard]] static std::span<const LayerProperty<NetworkModel>> properties();

    // What properties ask.
    [[nodiscard]] static Step kind_of(std::uint32_t step) { return static_cast<Step>(step >> 8U); }
    [[nodiscard]] static std::size_t index_of(std::uint32_t step) { return step & 0xffU; }
    [[nodiscard]] const order::Order& order_of(const State& state) const {
        return space_.order(state.order);
    }
    /// The number of the report that the message is, as in `applied`; kNoReport if it is none.
    [[nodiscard]] std::size_t report_of(const Message& message) const;
    [[nodiscard]] static bool is_request(const Message& message);
    /// Whether the first of the scene's commands is accepted at its start.
    [[nodiscard]] bool is_possible() const;
    [[nodiscard]] const NetworkScene& scene() const { return *scene_; }

    static constexpr std::size_t kNoReport = 0xff;

private:
    void add(Step step, std::size_t index, const State& next) const;
    void add_people(const State& state) const;
    void add_platform(const State& state) const;
    void add_messages(const State& state) const;
    void add_gateway(const State& state) const;
    void add_carrier(const State& state) const;
    void add_submission(const State& state, std::size_t kind) const;
    void capture_again(const State& state, std::size_t attempt) const;
    void refund_again(const State& state, std::size_t kind) const;
    void check_out(const State& state) const;
    void give(const State& state, std::size_t i) const;
    void take_request(State& state, const Message& message) const;
    void take_capture(State& state, const Message& message) const;
    void take_refund(State& state, const Message& message) const;
    void take_report(State& state, const Message& message) const;
    void take_unwritten(State& state, const Message& message) const;
    void book(State& state, const Message& message, bool is_accepted) const;
    void pay_by_hand(const State& state, std::size_t kind) const;
    void book_paid(State& state, Debt debt) const;
    void send_refund(State& state, std::size_t kind) const;
    void add_refund_steps(const State& state, std::size_t refund) const;
    void settle_refund(const State& state, std::size_t refund, Step step) const;
    /// Whether the command was accepted.
    bool carry_out(State& state, std::size_t command) const;
    [[nodiscard]] std::size_t timer_command(std::size_t i) const;
    /// Of the order's two kinds: the rest of the payment, and late payments.
    [[nodiscard]] static Debt debt_of(const State& state, std::size_t kind);
    [[nodiscard]] bool is_under_way(const State& state, Debt debt) const;
    [[nodiscard]] bool has_defect(NetworkDefect defect) const { return defect_ == defect; }
    [[nodiscard]] LayerStep told_of_platform(const State& before, std::uint32_t step) const;
    [[nodiscard]] LayerStep told_of_messages(const State& before, std::uint32_t step) const;
    [[nodiscard]] LayerStep told_of_gateway(const State& before, std::uint32_t step) const;
    [[nodiscard]] std::string text_of(const Message& message) const;

    const NetworkScene* scene_;
    NetworkDefect defect_;
    OrderSpace space_;
    OrderId start_ = 0;
    mutable std::vector<std::pair<std::uint32_t, State>> next_;  ///< of one expansion
};

}  // namespace ordersim::check
