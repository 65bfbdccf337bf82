using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>How an index expression is to be understood.</summary>
internal sealed record IndexOptions(bool IgnoreUnavailable, bool AllowNoIndices, bool ExpandOpen, bool ExpandHidden)
{
    /// <summary>The URL parameters that make one.</summary>
    public const string Parameters = "ignore_unavailable allow_no_indices expand_wildcards";

    public static IndexOptions Default { get; } = new(false, true, true, false);

    public static IndexOptions From(ApiRequest request)
    {
        var (open, hidden) = (true, false);
        if (request.Names("expand_wildcards") is { } states)
        {
            open = states.Any(state => state is "open" or "all");
            hidden = states.Any(state => state is "hidden" or "all");
            if (
                states.FirstOrDefault(state => state is not ("open" or "closed" or "hidden" or "all" or "none")) is
                { } unknown
            )
            {
                throw ApiException.IllegalArgument($"No valid expand wildcard value [{unknown}]");
            }
        }
        return new IndexOptions(
            request.Flag("ignore_unavailable"),
            request.Flag("allow_no_indices", otherwise: true),
            open,
            hidden
        );
    }
}
