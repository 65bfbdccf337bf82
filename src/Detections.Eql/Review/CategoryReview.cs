using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>The category that stands before <c>where</c>.</summary>
internal static class CategoryReview
{
    private const string EcsField = "event.category";

    /// <summary>See https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category</summary>
    private static readonly string[] EcsCategories =
    [
        "api",
        "authentication",
        "configuration",
        "database",
        "driver",
        "email",
        "file",
        "host",
        "iam",
        "intrusion_detection",
        "library",
        "malware",
        "network",
        "package",
        "process",
        "registry",
        "session",
        "threat",
        "vulnerability",
        "web",
    ];

    public static IEnumerable<EqlRemark> Of(ReviewedFilter filter)
    {
        if (filter.Filter.Category is not { } category || filter.CategoryField != EcsField)
        {
            yield break;
        }

        if (!EcsCategories.Contains(category, StringComparer.Ordinal))
        {
            var near = Suggestion.Nearest(category, EcsCategories);
            yield return filter.Remark(
                EqlRemarkKind.Category,
                filter.Filter.CategorySpan,
                $"[{category}] is not an event category of ECS{(near.Count > 0 ? $"; did you mean [{near[0]}]?" : $", which are {string.Join(", ", EcsCategories)}")}"
            );
        }
    }
}
