#pragma once
#include <stddef.h>

/// What became of a message that was to be sent by SMTP.
typedef struct {
  /// A CURLcode; 0 is success.
  int curl_code;
  /// The server's last answer; 0 when there was none.
  long response_code;
  /// Whether all bytes of the message were handed to the connection.
  int handed_over;
} ccurl_mail_result;

/// Sends one message by SMTP and blocks until it is answered or `timeout_seconds` are over. `username` and `password`
/// may be null. `from` and `to` stand in angle brackets. Nothing is kept between calls.
ccurl_mail_result ccurl_send_mail(const char *url, const char *username, const char *password, int require_tls,
                                  const char *from, const char *to, const unsigned char *message, size_t length,
                                  long timeout_seconds);
