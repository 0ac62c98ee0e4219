#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// Sockets that never wait, and one place to wait for all of them. (Asio would do; it costs a
/// generator of load a call of the kernel and an allocation more for each reply, which is a fifth
/// of all that a reply takes.)
namespace ordersim::load {

/// What an attempt to move bytes came to.
struct Moved {
    enum class Kind : std::uint8_t { moved, would_wait, ended };
    Kind kind = Kind::moved;
    std::size_t bytes = 0;  ///< of `moved`
};

/// A TCP connection to somebody. Closes with the object.
class Socket {
public:
    Socket() = default;
    explicit Socket(int number) : number_(number) {}
    Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        close();
        number_ = std::exchange(other.number_, -1);
        return *this;
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(); }

    /// Begins to connect to an address of the kernel's (sockaddr); once it may be written to,
    /// `is_connected` tells. If not even that was possible: errno.
    [[nodiscard]] static tl::expected<Socket, int> connect(std::span<const std::byte> address);
    [[nodiscard]] bool is_connected() const;
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    void close();

    [[nodiscard]] Moved send(std::string_view bytes) const;
    [[nodiscard]] Moved receive(std::span<char> room) const;

    [[nodiscard]] int number() const { return number_; }

private:
    int number_ = -1;
};

/// Waits for many sockets at once. A socket that closes is forgotten.
class Watch {
public:
    enum class For : std::uint8_t { bytes, room };  ///< to be read; to be written

    Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

    /// Requires: the socket is open and not yet watched.
    void add(const Socket& socket, std::size_t tag, For what);
    /// Requires: it is watched.
    void change(const Socket& socket, std::size_t tag, For what);

    /// The tags of sockets that are ready, or have failed; none once the time is over. Told to the
    /// nanosecond, kept by the kernel to some microseconds. Holds until the next call.
    [[nodiscard]] std::span<const std::size_t> wait(std::chrono::nanoseconds time_most);

private:
    int number_;
    std::vector<std::size_t> ready_;
};

}  // namespace ordersim::load
