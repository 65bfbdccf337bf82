using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>length(text)</c>: its length in UTF-16 units, of each value of a field, never the count of its values.</summary>
internal static class Length
{
    public static readonly Function Function = new("length", ParameterType.Integer, [new("text", ParameterType.Text)])
    {
        Body = arguments => arguments.HasNull ? Scalar.Null : Scalar.Of(new Number((long)arguments.Text(0).Length)),
    };
}
