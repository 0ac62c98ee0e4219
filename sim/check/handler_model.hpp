#pragma once

#include <array>
#include <utility>
#include <vector>

#include "sim/check/handler.hpp"
#include "sim/check/order_space.hpp"
#include "sim/check/scene_search.hpp"

/// The steps of a handler, as a model that a scene search explores.
namespace ordersim::check {

inline constexpr std::size_t kRequests = 3;  ///< in one scene
inline constexpr std::size_t kTries = 2;     ///< of one request
inline constexpr std::size_t kHandlers = kRequests * kTries;
inline constexpr std::size_t kRecords = 8;   ///< writes that one scene comes to at most

struct HandlerRequest {
    enum class Kind : std::uint8_t { command, look, timer };
    order::Command command{};
    std::uint8_t key = 0;
    Kind kind = Kind::command;
};

struct HandlerScene {
    std::string_view name;
    std::string_view title;
    std::vector<order::Command> before;  ///< lead to the order with which the scene starts
    std::vector<HandlerRequest> requests;
    std::uint8_t retries = 1;            ///< in all
    bool is_exclusive = false;           ///< of the commands at most one may be accepted
};
[[nodiscard]] const std::vector<HandlerScene>& handler_scenes();

/// A write: the answer to one request, stored under its key, and what it made of the order.
struct HandlerRecord {
    std::uint8_t by = 0;          ///< handler: request * kTries + try
    std::uint8_t decided_on = 0;  ///< records that the order read by it consisted of
    Answer answer = Answer::none;

    friend bool operator==(const HandlerRecord&, const HandlerRecord&) = default;
};

struct Handler {
    enum class At : std::uint8_t {
        idle,      ///< nothing in flight
        received,
        looked_up,
        read,
        decided,
        row_written,  ///< log_written_apart alone: the event is still to be written
        written,      ///< or nothing is to be written; next comes the sync
        synced,
        answered      ///< acknowledged_before_sync alone: the sync comes late
    };
    At at = At::idle;
    std::uint8_t read_at = 0;   ///< records that the order read consists of
    Answer answer = Answer::none;
    std::uint8_t position = 0;  ///< records after which the answer is true

    friend bool operator==(const Handler&, const Handler&) = default;
};

struct HandlerClient {
    enum class At : std::uint8_t { quiet, waiting, answered };
    At at = At::quiet;
    std::uint8_t tries = 0;
    std::uint8_t floor = 0;      ///< records known to somebody when the request was first sent
    Answer said = Answer::none;  ///< first answer given, received or lost

    friend bool operator==(const HandlerClient&, const HandlerClient&) = default;
};

/// 76 bytes. The order is not in it: the records say what it is.
struct HandlerState {
    std::array<HandlerRecord, kRecords> records{};  ///< the store, oldest first
    std::array<std::uint8_t, kRecords> log{};       ///< records in the order of their events
    std::array<Handler, kHandlers> handlers{};
    std::array<HandlerClient, kRequests> clients{};
    std::uint8_t size = 0;         ///< records
    std::uint8_t durable = 0;      ///< of them; these survive a crash for certain
    std::uint8_t logged = 0;       ///< events
    std::uint8_t acknowledged = 0; ///< records that an answer received by a client rests on
    std::uint8_t restarted = 0;    ///< 1 + records at the last restart; 0: never
    std::uint8_t cached = 0;       ///< read_from_cache alone: 1 + records that the copy holds
    std::uint8_t retries_left = 0;
    std::uint8_t losses_left = 1;

    friend bool operator==(const HandlerState&, const HandlerState&) = default;
};
static_assert(sizeof(HandlerState) == 76);

class HandlerModel {
public:
    using State = HandlerState;
    enum class Step : std::uint8_t {
        send, retry, fire, look_up, read, decide, write, append, sync, acknowledge, lose_answer,
        crash
    };
    /// By the number of records from none: the order after them.
    using Orders = std::array<OrderId, kRecords + 1>;

    HandlerModel(const Setting& setting, const HandlerScene& scene, const order::Order& start,
                 HandlerDefect defect);

    [[nodiscard]] State start() const;
    template <class Emit>
    void expand(const State& state, const Emit& emit) const {
        next_.clear();
        add_sending(state);
        add_handling(state);
        add_crash(state);
        for (const auto& [step, next] : next_) {
            emit(step, next);
        }
    }
    [[nodiscard]] bool is_settled(const State& state) const;
    [[nodiscard]] static bool is_fault(std::uint32_t step);
    [[nodiscard]] LayerStep told(const State& before, std::uint32_t step,
                                 const State& after) const;
    [[nodiscard]] static std::span<const LayerProperty<HandlerModel>> properties();

    // What properties ask.
    [[nodiscard]] static Step kind_of(std::uint32_t step) { return static_cast<Step>(step >> 8U); }
    /// The handler, the client or the records that a crash leaves.
    [[nodiscard]] static std::size_t index_of(std::uint32_t step) { return step & 0xffU; }
    [[nodiscard]] const HandlerScene& scene() const { return *scene_; }
    [[nodiscard]] const OrderSpace& space() const { return space_; }
    [[nodiscard]] const HandlerRequest& request_of(std::size_t handler) const {
        return scene_->requests[handler / kTries];
    }
    [[nodiscard]] std::uint8_t key_of(std::size_t handler) const;
    /// As the store holds it.
    [[nodiscard]] Orders orders_of(const State& state) const;
    /// As the rules make it of the accepted commands, one after the other.
    [[nodiscard]] Orders replayed(const State& state) const;
    /// Whether the order has moved since that many records.
    [[nodiscard]] static bool has_moved(const State& state, std::size_t since);

private:
    void add(Step step, std::size_t index, const State& next) const;
    void add_sending(const State& state) const;
    void add_handling(const State& state) const;
    void add_crash(const State& state) const;
    void advance(const State& state, std::size_t handler) const;
    void look_up(State next, std::size_t handler) const;
    void read(State next, std::size_t handler) const;
    void decide(State next, std::size_t handler) const;
    void write(State next, std::size_t handler) const;
    void append(State next, std::size_t handler) const;
    void sync(State next, std::size_t handler) const;
    void answer(const State& state, std::size_t handler) const;
    [[nodiscard]] const HandlerRecord* stored(const State& state, std::size_t handler) const;
    [[nodiscard]] bool may_fire(const State& state, std::size_t request) const;
    [[nodiscard]] bool has_defect(HandlerDefect defect) const { return defect_ == defect; }
    [[nodiscard]] LayerStep told_of_client(std::uint32_t step) const;
    [[nodiscard]] LayerStep told_of_handler(const State& before, std::uint32_t step,
                                            const State& after) const;
    [[nodiscard]] std::string client_of(std::size_t handler) const;
    [[nodiscard]] std::string name_of(std::size_t handler) const;

    const HandlerScene* scene_;
    HandlerDefect defect_;
    OrderSpace space_;
    OrderId start_ = 0;
    mutable std::vector<std::pair<std::uint32_t, State>> next_;  ///< of one expansion
};

}  // namespace ordersim::check
