namespace Detections.Embedded.Http;

/// <summary>One line of the route table: methods, path, the URL parameters it understands, what its caller must be allowed, and what answers.</summary>
internal sealed class Route(
    string methods,
    string path,
    string parameters,
    Action<ApiRequest> access,
    Func<ApiRequest, ApiReply> handler
)
{
    private static readonly string[] CommonParameters = ["pretty", "human", "error_trace", "filter_path", "format"];

    private readonly string[] _segments = Split(path);
    private readonly HashSet<string> _parameters =
    [
        .. CommonParameters,
        .. parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    ];

    public string[] Methods { get; } = methods.Split(' ');

    /// <summary>Throws where the caller may not.</summary>
    public Action<ApiRequest> Access { get; } = access;

    public Func<ApiRequest, ApiReply> Handler { get; } = handler;

    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<string> Unknown(IEnumerable<string> parameters) =>
        parameters.Where(name => !_parameters.Contains(name));

    /// <summary>The placeholders' values where the path fits. An index is never named with a leading underscore.</summary>
    public IReadOnlyDictionary<string, string>? Match(string[] segments)
    {
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        Dictionary<string, string> values = [];
        for (var i = 0; i < segments.Length; i++)
        {
            var expected = _segments[i];
            var actual = Uri.UnescapeDataString(segments[i]);
            if (expected[0] != '{')
            {
                if (expected != actual)
                {
                    return null;
                }

                continue;
            }
            var name = expected[1..^1];
            if (name == "index" && actual.StartsWith('_') && actual != "_all")
            {
                return null;
            }

            values[name] = actual;
        }
        return values;
    }
}
