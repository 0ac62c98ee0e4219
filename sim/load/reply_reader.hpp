#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Bytes of one connection in, replies of HTTP/1.1 out; no sockets.
namespace ordersim::load {

/// No reply is longer, head or body.
inline constexpr std::size_t kReplyBytesMost = 16U << 20U;

/// Reads one reply after the other; a call's reply begins with the first byte after it. Parsing is
/// Beast's (RFC 9112). A reply that comes in one piece, as most do, is not copied.
class ReplyReader {
public:
    /// Of heads the fields of these names are kept, in whatever case they come.
    explicit ReplyReader(std::vector<std::string> fields = {});
    ReplyReader(ReplyReader&&) noexcept;
    ReplyReader& operator=(ReplyReader&&) noexcept;
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;
    ~ReplyReader();

    enum class State : std::uint8_t {
        incomplete,
        complete,
        malformed  ///< no HTTP, or more bytes than its length says: nothing can be trusted
    };
    /// The reply goes on with these bytes, all that came. After `complete` the next one begins.
    [[nodiscard]] State take(std::string_view bytes);
    /// The connection has ended: complete if the reply's length was left to that.
    [[nodiscard]] State end();
    /// Forgets what came of a reply.
    void reset();

    // Of a complete one; the body until the bytes that were taken or the reader change.
    [[nodiscard]] unsigned status() const;
    [[nodiscard]] std::string_view body() const;
    [[nodiscard]] bool keep_alive() const;
    /// By the order of the names, empty where there was none; null if none is kept.
    [[nodiscard]] const std::vector<std::string>* fields() const;

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace ordersim::load
