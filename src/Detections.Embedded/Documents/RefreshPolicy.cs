using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Documents;

/// <summary>
/// The <c>refresh</c> parameter of writes. <c>wait_for</c> refreshes too, instead of waiting for the next refresh:
/// the promise, that the answer comes when the documents can be found, is the same.
/// </summary>
internal sealed class RefreshPolicy
{
    private readonly string? _text;

    private RefreshPolicy(string? text) => _text = text;

    /// <summary>To be read before anything is written: a refused request must not leave a document.</summary>
    public static RefreshPolicy Read(ApiRequest request) =>
        request.Parameter("refresh") is null or "" or "true" or "false" or "wait_for"
            ? new RefreshPolicy(request.Parameter("refresh"))
            : throw ApiException.IllegalArgument($"Unknown value for refresh: [{request.Parameter("refresh")}].");

    /// <summary>Whether the response says that a refresh was forced.</summary>
    public bool Apply(Catalog catalog, IEnumerable<StoredIndex> written)
    {
        if (_text is null or "false")
        {
            return false;
        }

        foreach (var index in written)
        {
            catalog.Refresh(index);
        }

        return _text != "wait_for";
    }
}
