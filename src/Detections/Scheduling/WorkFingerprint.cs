using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Detections.Eql;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Scheduling;

/// <summary>
/// What two copies must have in common to do each other's work: the program, the cluster, the settings of runs, and the rules. While a change
/// has reached one of them only, each runs its own.
/// </summary>
internal static class WorkFingerprint
{
    private const int Length = 16;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new QueryText(), new NoLocation() } };

    public static string Of(Configuration configuration)
    {
        var (settings, rules) = configuration;
        var work = new
        {
            Program = typeof(WorkFingerprint).Assembly.ManifestModule.ModuleVersionId,
            Urls = settings.Elasticsearch.Urls.Select(u => u.AbsoluteUri).Order(StringComparer.Ordinal),
            settings.Alerts,
            settings.Sweep,
            settings.Matching,
            settings.Queue,
            Groups = rules.Groups.Select(g => g.Rules.OrderBy(r => r.RuleId, StringComparer.Ordinal)),
            Lists = rules
                .ValueLists.OrderBy(l => l.Key, StringComparer.Ordinal)
                .Select(l => new { Id = l.Key, Content = ContentHash(l.Value) }),
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(work, Json)))[..Length];
    }

    /// <summary>A list that cannot be read is none, as for the rules that name it.</summary>
    private static string ContentHash(string path)
    {
        try
        {
            if (!BoundedFile.HasContent(path))
            {
                return "";
            }

            using var file = File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed class QueryText : JsonConverter<EqlQuery>
    {
        public override EqlQuery Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, EqlQuery value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }

    /// <summary>Where a rule stands does not change what it finds.</summary>
    private sealed class NoLocation : JsonConverter<Location>
    {
        public override Location Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Location value, JsonSerializerOptions options) =>
            writer.WriteNullValue();
    }
}
