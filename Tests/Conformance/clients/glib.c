/* jsonrpc-glib: Content-Length, answers as GVariants. */
#include <jsonrpc-glib.h>
#include <stdlib.h>
#include <string.h>

static int count;

static GVariant *call(JsonrpcClient *client, const char *method, GVariant *params, GError **error)
{
    GVariant *answer = NULL;
    if (!jsonrpc_client_call(client, method, params, NULL, &answer, error)) return NULL;
    return answer;
}

static void equal(GVariant *found, const char *expected)
{
    g_autofree char *text = found ? g_variant_print(found, FALSE) : g_strdup("an error");
    if (g_strcmp0(text, expected) != 0) {
        g_printerr("expected %s, found %s\n", expected, text);
        exit(1);
    }
    count += 1;
}

/* It gives the whole error object as the message of a GError. */
static void refused(JsonrpcClient *client, const char *method, GVariant *params, int code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *expected = g_strdup_printf("'code': <int64 %d>", code);
    if (call(client, method, params, &error) || !error || !strstr(error->message, expected)) {
        g_printerr("%s: expected %s, found %s\n", method, expected, error ? error->message : "an answer");
        exit(1);
    }
    count += 1;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSocketClient) sockets = g_socket_client_new();
    g_socket_client_set_timeout(sockets, 30);
    GSocketConnection *connection =
        g_socket_client_connect_to_host(sockets, "127.0.0.1", (guint16)atoi(argv[argc - 1]), NULL, &error);
    if (!connection) {
        g_printerr("%s\n", error->message);
        return 1;
    }
    g_autoptr(JsonrpcClient) client = jsonrpc_client_new(G_IO_STREAM(connection));
    jsonrpc_client_start_listening(client);

    equal(call(client, "subtract", g_variant_new_parsed("[42, 23]"), NULL), "19");
    equal(call(client, "subtract", g_variant_new_parsed("{'minuend': 42, 'subtrahend': 23}"), NULL), "19");
    /* Without params it writes "params": null. */
    equal(call(client, "get_data", NULL, NULL), "[<'hello'>, <int64 5>]");
    equal(call(client, "echo", g_variant_new_parsed("['活动周 é 😀']"), NULL), "[<'活动周 é 😀'>]");
    if (!jsonrpc_client_send_notification(client, "update", g_variant_new_parsed("[1, 2, 3]"), NULL, &error)) {
        g_printerr("notification: %s\n", error->message);
        return 1;
    }
    refused(client, "foobar", NULL, -32601);
    refused(client, "sum", g_variant_new_parsed("['x']"), -32602);
    equal(call(client, "sum", g_variant_new_parsed("[1, 2, 4]"), NULL), "7");
    g_print("%d answers, errors, a notification\n", count);
    return 0;
}
