#pragma once
#include <stddef.h>

/// What became of a message that was to be sent by SMTP.
typedef struct {
  /// A CURLcode; 0 is success.
  int curl_code;
  /// Whether all bytes of the message were handed to the connection.
  int handed_over;
  /// How many bytes of the dialogue were written to `dialogue`.
  size_t dialogue_length;
} ccurl_mail_result;

/// A way to one SMTP server. What it is made with is copied. Used by one thread at a time; its connection stays open between
/// messages.
typedef struct ccurl_mailer ccurl_mailer;

/// A path of the URL is the name in EHLO; without one it is the machine's. No proxy of the environment is used.
/// `username`, `password` and `ca_file` may be null. Certificates are verified against the system's authorities, or those in
/// `ca_file`. Null when there is no memory.
ccurl_mailer *ccurl_mailer_new(const char *url, const char *username, const char *password, int require_tls,
                               const char *ca_file);
void ccurl_mailer_free(ccurl_mailer *mailer);

/// Sends one message and blocks until it is answered or `timeout_seconds` are over. `from` and each of `to` stand in angle
/// brackets; `to` has a line feed between them. A recipient that is refused keeps none of the others from getting it. When the
/// server has closed the connection since the last message, nothing of this one was said on it: it is sent over a new one.
///
/// `dialogue` gets a line for each answer, ended by a line feed: the command's first four letters (`-` before the first one, `.`
/// for the message itself), a space, and the last line of the answer. Nothing else of a command is kept, so no secret is.
ccurl_mail_result ccurl_mailer_send(ccurl_mailer *mailer, const char *from, const char *to,
                                    const unsigned char *message, size_t length, long timeout_seconds,
                                    unsigned char *dialogue, size_t dialogue_capacity);

/// What became of a request.
typedef struct {
  /// A CURLcode; 0 is success.
  int curl_code;
  /// The HTTP status; 0 when there was no answer.
  long status;
  /// Whether all bytes of the body were handed to the connection.
  int handed_over;
  /// How many bytes of the answer were written to `answer`.
  size_t answer_length;
} ccurl_post_result;

/// Posts a JSON body over HTTP and blocks until it is answered or `timeout_seconds` are over. `headers` are whole lines
/// (`Name: value`) with a line feed between them. Of the answer at most `answer_capacity` bytes are kept, the rest is read and dropped. No redirect is
/// followed; nothing is kept between calls. HTTPS certificates are verified against the system's authorities, or those in
/// `ca_file` if it is not null.
ccurl_post_result ccurl_post_json(const char *url, const char *headers, const unsigned char *body, size_t length,
                                  const char *ca_file, unsigned char *answer, size_t answer_capacity,
                                  long timeout_seconds);
