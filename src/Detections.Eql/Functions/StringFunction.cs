using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>string(value)</c>: the text of a value.</summary>
internal static class StringFunction
{
    public static readonly Function Function = new("string", ParameterType.Text, [new("value", ParameterType.Any)])
    {
        Body = arguments => Coerce.ToText(arguments[0]),
    };
}
