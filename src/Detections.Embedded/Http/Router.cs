namespace Detections.Embedded.Http;

/// <summary>Finds the route of a request, or says why there is none.</summary>
internal sealed class Router(IReadOnlyList<Route> routes)
{
    public (Route Route, IReadOnlyDictionary<string, string> Values) Find(ApiRequest request)
    {
        var segments = Route.Split(request.Path);
        HashSet<string> allowed = [];
        foreach (var route in routes)
        {
            if (route.Match(segments) is not { } values)
            {
                continue;
            }

            if (route.Methods.Contains(request.Method))
            {
                RefuseUnknownParameters(request, route);
                return (route, values);
            }
            allowed.UnionWith(route.Methods);
        }
        throw allowed.Count == 0 ? NoHandler(request) : WrongMethod(request, allowed);
    }

    private static void RefuseUnknownParameters(ApiRequest request, Route route)
    {
        var unknown = route.Unknown(request.Parameters.Keys).Order(StringComparer.Ordinal).ToArray();
        if (unknown.Length == 0)
        {
            return;
        }

        var noun = unknown.Length == 1 ? "parameter" : "parameters";
        var names = string.Join(", ", unknown.Select(name => $"[{name}]"));
        throw ApiException.IllegalArgument($"request [{request.Path}] contains unrecognized {noun}: {names}");
    }

    private static ApiException NoHandler(ApiRequest request) =>
        ApiException.IllegalArgument(
            $"no handler found for uri [{request.Path}] and method [{request.Method}]; the embedded node answers only a part of Elasticsearch's API"
        );

    private static ApiException WrongMethod(ApiRequest request, IEnumerable<string> allowed) =>
        new(
            405,
            "method_not_allowed",
            $"Incorrect HTTP method for uri [{request.Path}] and method [{request.Method}], allowed: [{string.Join(", ", allowed.Order(StringComparer.Ordinal))}]"
        );
}
