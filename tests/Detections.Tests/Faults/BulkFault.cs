using System.Text;
using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>Keeps some operations of a bulk request from the node, and says of them that they failed.</summary>
internal static class BulkFault
{
    public static async Task InjectAsync(ProxiedRequest request, Random random, (int Status, string Type) failure)
    {
        var operations = Operations(request.Request.Body!);
        var failed = operations.Select(_ => random.Next(2) == 0).ToList();
        failed[random.Next(failed.Count)] = true;
        var done = new Queue<JsonNode?>();
        if (failed.Contains(false))
        {
            var kept = string.Concat(operations.Where((_, i) => !failed[i]).Select(o => o.Lines));
            var answer = await request.ForwardAsync(Encoding.UTF8.GetBytes(kept));
            if (answer.Status != 200)
            {
                await request.ReplyAsync(answer);
                return;
            }

            done = new(JsonNode.Parse(answer.Body)!["items"]!.AsArray().Select(i => i!.DeepClone()));
        }

        var items = operations.Select((o, i) => failed[i] ? Failed(o.Name, failure) : done.Dequeue());
        var told = new JsonObject
        {
            ["took"] = 1,
            ["errors"] = true,
            ["items"] = new JsonArray([.. items]),
        };
        await request.ReplyAsync(NodeAnswer.Json(200, told.ToJsonString()));
    }

    private static JsonNode Failed(string operation, (int Status, string Type) failure) =>
        new JsonObject
        {
            [operation] = new JsonObject
            {
                ["status"] = failure.Status,
                ["error"] = new JsonObject { ["type"] = failure.Type, ["reason"] = "for a moment" },
            },
        };

    private static List<(string Name, string Lines)> Operations(string body)
    {
        var operations = new List<(string, string)>();
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            var name = JsonNode.Parse(lines[i])!.AsObject().First().Key;
            operations.Add(name == "delete" ? (name, lines[i] + "\n") : (name, $"{lines[i]}\n{lines[++i]}\n"));
        }

        return operations;
    }
}
