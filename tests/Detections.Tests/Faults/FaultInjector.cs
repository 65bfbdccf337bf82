using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>Has a request go wrong.</summary>
internal static class FaultInjector
{
    private const int Drops = 8;

    private static readonly FaultKind[] OfAll =
    [
        .. Enum.GetValues<FaultKind>()
            .Except([FaultKind.ShardFailed, FaultKind.TimedOut, FaultKind.ItemsBusy, FaultKind.ItemsRefused]),
    ];

    /// <summary>What can happen to a request of a kind.</summary>
    public static IReadOnlyList<FaultKind> Possible(RequestKind kind) =>
        kind switch
        {
            RequestKind.Page => [.. OfAll, FaultKind.ShardFailed, FaultKind.TimedOut],
            RequestKind.WriteAlerts or RequestKind.WriteState or RequestKind.WriteRuns =>
            [
                .. OfAll,
                FaultKind.ItemsBusy,
                FaultKind.ItemsRefused,
            ],
            _ => OfAll,
        };

    public static async Task InjectAsync(ProxiedRequest request, FaultKind fault, Random random)
    {
        switch (fault)
        {
            case FaultKind.ResetBefore:
                request.Context.Abort();
                break;
            case FaultKind.ResetAfter:
                await request.ForwardAsync();
                request.Context.Abort();
                break;
            case FaultKind.Cut:
                await CutAsync(request, await request.ForwardAsync(), random);
                break;
            case FaultKind.CutUnseen:
                var whole = await request.ForwardAsync();
                await request.ReplyAsync(whole with { Body = whole.Body[..random.Next(whole.Body.Length)] });
                break;
            case FaultKind.Corrupt:
                var sound = await request.ForwardAsync();
                await request.ReplyAsync(sound with { Body = Corrupt(sound.Body, random) });
                break;
            case FaultKind.Empty:
                await request.ReplyAsync(new(200, "application/json", []));
                break;
            case FaultKind.Html:
                await request.ReplyAsync(Page(200));
                break;
            case FaultKind.Unauthorized:
                await RefuseAsync(request, 401, "security_exception", random);
                break;
            case FaultKind.Forbidden:
                await RefuseAsync(request, 403, "security_exception", random);
                break;
            case FaultKind.NotFound:
                // What Elasticsearch itself says with it is an answer and no fault.
                await ReplyForeignAsync(request, 404, "default backend - 404", random);
                break;
            case FaultKind.Busy:
                await RefuseAsync(request, 429, "es_rejected_execution_exception", random);
                break;
            case FaultKind.InternalError:
                await RefuseAsync(request, 500, "exception", random);
                break;
            case FaultKind.BadGateway:
                await ReplyForeignAsync(request, 502, "bad gateway", random);
                break;
            case FaultKind.Unavailable:
                await RefuseAsync(request, 503, "unavailable_shards_exception", random);
                break;
            case FaultKind.GatewayTimeout:
                await ReplyForeignAsync(request, 504, "upstream timed out", random);
                break;
            case FaultKind.Slow:
                await DripAsync(request, await request.ForwardAsync());
                break;
            case FaultKind.Delay:
                var answer = await request.ForwardAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 20)), TimeProvider.System);
                await request.ReplyAsync(answer);
                break;
            case FaultKind.ShardFailed:
                await request.ReplyAsync(Lessen(await request.ForwardAsync(), a => a["_shards"]!["failed"] = 1));
                break;
            case FaultKind.TimedOut:
                await request.ReplyAsync(Lessen(await request.ForwardAsync(), a => a["timed_out"] = true));
                break;
            case FaultKind.ItemsBusy:
                await BulkFault.InjectAsync(
                    request,
                    random,
                    random.Next(2) == 0
                        ? (429, "es_rejected_execution_exception")
                        : (503, "unavailable_shards_exception")
                );
                break;
            case FaultKind.ItemsRefused:
                await BulkFault.InjectAsync(request, random, (400, "document_parsing_exception"));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault");
        }
    }

    private static NodeAnswer Page(int status) =>
        new(status, "text/html", "<html><title>Please sign in</title></html>"u8.ToArray());

    private static Task RefuseAsync(ProxiedRequest request, int status, string type, Random random) =>
        random.Next(2) == 0
            ? request.ReplyAsync(
                NodeAnswer.Json(
                    status,
                    $$"""{"error":{"type":"{{type}}","reason":"for a moment"},"status":{{status}}}"""
                )
            )
            : ReplyForeignAsync(request, status, "refused", random);

    /// <summary>As something between the product and the cluster answers.</summary>
    private static Task ReplyForeignAsync(ProxiedRequest request, int status, string text, Random random) =>
        request.ReplyAsync(
            random.Next(3) switch
            {
                0 => Page(status),
                1 => new(status, "text/plain", System.Text.Encoding.UTF8.GetBytes(text)),
                _ => new(status, null, []),
            }
        );

    private static async Task CutAsync(ProxiedRequest request, NodeAnswer answer, Random random)
    {
        var response = request.Context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body.AsMemory(0, random.Next(answer.Body.Length)));
        await response.Body.FlushAsync();
        request.Context.Abort();
    }

    /// <summary>So that it is no JSON any more: what still is, nobody could tell from the truth.</summary>
    /// <summary>In its structure: a value that is turned into another on the way is for TLS to notice, and nobody else can.</summary>
    private static byte[] Corrupt(byte[] body, Random random)
    {
        var structure = Enumerable.Range(0, body.Length).Where(i => "{}[]\""u8.Contains(body[i])).ToArray();
        while (structure.Length > 0)
        {
            var corrupt = body.ToArray();
            corrupt[structure[random.Next(structure.Length)]] ^= (byte)(1 << random.Next(8));
            if (!IsJson(corrupt))
            {
                return corrupt;
            }
        }

        return body;
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task DripAsync(ProxiedRequest request, NodeAnswer answer)
    {
        var response = request.Context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var drop in answer.Body.Chunk((answer.Body.Length / Drops) + 1))
        {
            await response.Body.WriteAsync(drop);
            await response.Body.FlushAsync();
            await Task.Yield();
        }
    }

    private static NodeAnswer Lessen(NodeAnswer answer, Action<JsonNode> say)
    {
        var json = JsonNode.Parse(answer.Body)!;
        if (answer.Status != 200)
        {
            return answer;
        }

        say(json);
        json["hits"]!["hits"] = new JsonArray();
        return NodeAnswer.Json(200, json.ToJsonString());
    }
}
