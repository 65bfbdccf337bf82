using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>The body of a health endpoint: each check with what it found.</summary>
internal static class HealthAnswer
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                Status = Word(report.Status),
                Checks = report.Entries.Select(e => new
                {
                    Name = e.Key,
                    Status = Word(e.Value.Status),
                    e.Value.Description,
                    Data = e.Value.Data.Count > 0 ? e.Value.Data : null,
                }),
            },
            Format
        );

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}
