using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>The requests of set-up as text: to be read, to be pasted into Kibana's console, or as JSON.</summary>
internal static class SetupText
{
    /// <summary>Printed without asking which cluster it is for.</summary>
    private const string For =
        "# For Elasticsearch 8.10 and later. Before that leave out remote_indices; for serverless, which refuses lifecycles and replicas, run `detections setup` itself\n\n";

    private static readonly JsonSerializerOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Every request, those that only look too.</summary>
    public static string Plain(IEnumerable<SetupStep> steps) => Write(steps, step => step.Requests);

    /// <summary>What changes something, as the console takes it. A form cannot be sent from there.</summary>
    public static string ForDevTools(IEnumerable<SetupStep> steps) =>
        Write(steps, step => step.Requests.Where(r => !r.IsRead && !IsAddress(r.Path)));

    public static JsonArray Json(IEnumerable<SetupStep> steps) =>
        [
            .. steps.SelectMany(step =>
                step.Requests.Select(r => new JsonObject
                {
                    ["subject"] = step.Subject,
                    ["method"] = r.Method,
                    ["path"] = Shown(r.Path),
                    ["body"] = r.Body?.DeepClone(),
                    ["file"] = r.File,
                })
            ),
        ];

    public static string Text(JsonNode json) => json.ToJsonString(Indented);

    private static string Write(IEnumerable<SetupStep> steps, Func<SetupStep, IEnumerable<SetupRequest>> requests)
    {
        var text = new StringBuilder(For);
        foreach (var step in steps)
        {
            var sent = requests(step).ToList();
            text.Append("# ").Append(step.Subject).Append(sent.Count == 0 ? ": nothing to send from here\n" : "\n");
            sent.ForEach(request => Append(text, request));
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, SetupRequest request)
    {
        text.Append(request.Method).Append(' ').Append(Shown(request.Path)).Append('\n');
        if (request.Body is not null)
        {
            text.Append(Text(request.Body)).Append('\n');
        }

        text.Append(request.File);
    }

    private static bool IsAddress(string path) => path.Contains("://", StringComparison.Ordinal);

    private static string Shown(string path) => IsAddress(path) ? path : "/" + path;
}
