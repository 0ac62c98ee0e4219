#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/load/target.hpp"

/// Many calls over a few connections, on one thread.
namespace ordersim::load {

using Wall = std::chrono::steady_clock;

struct ClientConfig {
    Target target;
    /// Other processes of the same service, with the same base: connections go round all of them,
    /// and one that is refused or breaks goes on to the next.
    std::vector<Target> others = {};
    std::uint32_t connections = 1;  ///< >= 1
    std::string ca_file = {};  ///< of targets by https: whom to trust; empty: whom the system does
    std::chrono::milliseconds timeout{5000};  ///< from sending to the whole reply
    std::vector<std::string> fields = {};  ///< of replies' heads that are to be kept
};

/// A request as bytes, with when it should have left.
struct Call {
    std::string_view bytes;  ///< need not outlive the call of `send`
    std::uint64_t tag = 0;
    Wall::time_point intended{};
};

/// What came of a call. The views hold for the time of the call that gets them.
struct Reply {
    enum class Kind : std::uint8_t {
        complete,
        timed_out,
        broken,     ///< the connection ended before the reply
        malformed,  ///< no HTTP
        unsent,     ///< no connection could be made
        exhausted   ///< nor begun: this machine has no port or file descriptor left
    };
    Kind kind = Kind::complete;
    std::uint64_t tag = 0;
    unsigned status = 0;
    std::string_view body{};
    /// What `ClientConfig::fields` held, by their order; null without any.
    const std::vector<std::string>* fields = nullptr;
    Wall::time_point intended{};
    Wall::time_point asked{};  ///< when the call was handed over
    Wall::time_point sent{};
    Wall::time_point done{};
};

/// Who makes calls and takes what comes of them.
class Caller {
public:
    Caller() = default;
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;
    virtual ~Caller() = default;
    /// When `due` is to be called next; max() for not before a reply. Asked after each of the
    /// others, and so to be cheap.
    [[nodiscard]] virtual Wall::time_point next_due() const = 0;
    virtual void due(Wall::time_point now) = 0;
    virtual void take(const Reply& reply) = 0;
    /// Every half second.
    virtual void tick(Wall::time_point now) = 0;
    /// Whether nothing is left to do or to wait for. Asked after each of the others.
    [[nodiscard]] virtual bool is_done() const = 0;
};

/// Keeps `connections` open, one call at a time on each. Calls wait in line while all are busy. A
/// connection that breaks is opened again. Not for several threads.
class HttpClient {
public:
    /// Resolves the targets; connects when calls come.
    [[nodiscard]] static tl::expected<HttpClient, std::string> make(const ClientConfig& config);
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    void send(const Call& call);
    /// Connections without a call, if no call waits.
    [[nodiscard]] std::size_t idle() const;
    /// Calls that wait for a connection.
    [[nodiscard]] std::size_t waiting() const;
    /// Why no connection by TLS came about, when last it did not; else empty.
    [[nodiscard]] const std::string& tls_fault() const;
    /// Serves the caller until it is done.
    void run(Caller& caller);

private:
    class Loop;
    explicit HttpClient(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> loop_;
};

}  // namespace ordersim::load
