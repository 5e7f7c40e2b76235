// ML.NET's own models beside ours, inside our pipelines, and under our evaluation.
//   dotnet run -c Release -p:MLNetPackages=true --project samples/StockModels -- lists               FastTree and matrix factorization in ML.NET pipelines
//   dotnet run -c Release -p:MLNetPackages=true --project samples/StockModels -- onnx                OnnxTransformer and our ApplyOnnx on one model
//   dotnet run -c Release -p:MLNetPackages=true --project samples/StockModels -- evaluate [DATA]     rows ml-net-… beside our floors and models
// Without an argument: all of them, the evaluation on a simulated shop. Tables go to standard output.
using System.Globalization;
using StockModels;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case []:
        ListPipelines.Show();
        OnnxComparison.Show();
        EvaluationRows.Show(null);
        break;
    case ["lists"]:
        ListPipelines.Show();
        break;
    case ["onnx"]:
        OnnxComparison.Show();
        break;
    case ["evaluate", .. var data] when data.Length < 2:
        EvaluationRows.Show(data.FirstOrDefault());
        break;
    default:
        Console.Error.WriteLine($"'{string.Join(' ', args)}' is not known; expected lists, onnx, evaluate [DATA], or nothing.");
        return 2;
}
return 0;
