using System.Text.Json.Nodes;

namespace Detections.Embedded.Http;

/// <summary>A refusal in Elasticsearch's error shape.</summary>
internal sealed class ApiException(int status, string type, string reason, Exception? inner = null)
    : Exception(reason, inner)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    /// <summary>Further keys of the error object, such as <c>index</c> and <c>index_uuid</c>.</summary>
    public JsonObject Details { get; init; } = [];

    /// <summary>The error that caused this one, where the outer one only wraps it.</summary>
    public ApiException? RootCause { get; init; }

    public static ApiException IllegalArgument(string reason) => new(400, "illegal_argument_exception", reason);

    public static ApiException Invalid(string reason) =>
        new(400, "action_request_validation_exception", $"Validation Failed: 1: {reason};");

    public static ApiException Parsing(string reason) => new(400, "parsing_exception", reason);

    public static ApiException NoSuchIndex(string name) =>
        new(404, "index_not_found_exception", $"no such index [{name}]")
        {
            Details = new JsonObject
            {
                ["resource.type"] = "index_or_alias",
                ["resource.id"] = name,
                ["index_uuid"] = "_na_",
                ["index"] = name,
            },
        };

    /// <summary>The error object alone, as it stands in a bulk item.</summary>
    public JsonObject ToError()
    {
        var error = new JsonObject { ["type"] = Type, ["reason"] = Message };
        foreach (var (name, value) in Details)
        {
            error[name] = value?.DeepClone();
        }

        if (InnerException is FormatException cause)
        {
            error["caused_by"] = new JsonObject { ["type"] = "illegal_argument_exception", ["reason"] = cause.Message };
        }
        return error;
    }

    /// <summary>The error object with its root cause, as it stands in a response or a multi-get item.</summary>
    public JsonObject ToErrorWithRootCause()
    {
        var error = new JsonObject { ["root_cause"] = new JsonArray((RootCause ?? this).ToError()) };
        foreach (var (name, value) in ToError())
        {
            error[name] = value?.DeepClone();
        }

        return error;
    }

    public JsonObject ToBody() => new() { ["error"] = ToErrorWithRootCause(), ["status"] = Status };
}
