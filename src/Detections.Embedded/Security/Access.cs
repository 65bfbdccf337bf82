using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Security;

/// <summary>What a route asks of its caller, by Elasticsearch's name of the action.</summary>
internal static class Access
{
    /// <summary>Whoever has a name may ask.</summary>
    public static Action<ApiRequest> Anybody { get; } = _ => { };

    public static Action<ApiRequest> OnCluster(string action) => request => request.Caller.RequireCluster(action);

    /// <summary>The indices of the path. Wildcards are narrowed to what the caller may use.</summary>
    public static Action<ApiRequest> OnIndices(string action, string segment = "index") =>
        request => request.Narrow(action, segment);

    /// <summary>The names stand in the body, where each is looked at by itself.</summary>
    public static Action<ApiRequest> OnSomeIndex(string action) => request => request.Caller.RequireSomeIndex(action);

    /// <summary>The alias as well as its indices.</summary>
    public static Action<ApiRequest> OnAliases(string action) =>
        request =>
        {
            request.Narrow(action, "index");
            request.Caller.RequireIndices(
                action,
                (request.OptionalSegment("name") ?? "_all").Split(',').Where(n => n != "_all" && !Glob.HasWildcard(n))
            );
        };

    /// <summary>Narrows the indices of the path, or all of them where it names none.</summary>
    public static void Narrow(this ApiRequest request, string action, string segment)
    {
        var given = request.OptionalSegment(segment);
        if (request.Caller.Narrow(action, given, IndexOptions.From(request)) is { } narrowed && narrowed != given)
        {
            request.Segments = new Dictionary<string, string>(request.Segments) { [segment] = narrowed };
        }
    }
}
