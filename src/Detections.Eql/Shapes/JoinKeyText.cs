using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Detections.Eql.Values;

namespace Detections.Eql.Shapes;

/// <summary>Join keys as Elasticsearch writes them in its answer: as text, dates in ISO 8601 for sequences, in milliseconds for samples.</summary>
internal static class JoinKeyText
{
    public static ImmutableArray<string?> OfSequence(JoinKey key) => Of(key, Iso);

    public static ImmutableArray<string?> OfSample(JoinKey key) =>
        Of(key, nanoseconds => (nanoseconds / 1_000_000).ToString(CultureInfo.InvariantCulture));

    private static ImmutableArray<string?> Of(JoinKey key, Func<long, string> ofInstant) =>
        [
            .. key.Values.Select(value =>
                value.Kind switch
                {
                    ScalarKind.Null => null,
                    ScalarKind.Instant => ofInstant(value.Nanoseconds),
                    _ => value.ToString(),
                }
            ),
        ];

    private static string Iso(long nanoseconds) =>
        DateTimeOffset
            .UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
            .ToString(
                nanoseconds % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
                CultureInfo.InvariantCulture
            );
}
