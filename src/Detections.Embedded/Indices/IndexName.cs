using System.Buffers;
using System.Text;
using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>What an index, alias or data stream may be called.</summary>
internal static class IndexName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\/*?\"<>| ,#:");

    private const int LongestName = 255;

    public static void RequirePattern(string pattern)
    {
        if (Encoding.UTF8.GetByteCount(pattern) > LongestName)
        {
            throw ApiException.IllegalArgument(
                $"the index pattern [{pattern[..60]}…] is longer than the {LongestName} bytes of an index name, so it can match none"
            );
        }
    }

    public static void Require(string name)
    {
        var fault = name switch
        {
            "" or "." or ".." => "must not be empty, '.' or '..'",
            _ when name.AsSpan().ContainsAny(Forbidden) =>
                "must not contain the following characters [ , \", *, \\, <, |, ,, >, /, ?, #, :]",
            _ when name[0] is '_' or '-' or '+' => "must not start with '_', '-', or '+'",
            _ when name.Any(char.IsUpper) => "must be lowercase",
            _ when Encoding.UTF8.GetByteCount(name) > LongestName => "index name is too long, longer than 255 bytes",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ApiException(400, "invalid_index_name_exception", $"Invalid index name [{name}], {fault}");
        }
    }
}
