namespace Recsys.MLNet.Models;

/// <summary>A fitted model whose numbers are ratings, on the scale of the ratings it was fitted on: RMSE and MAE mean something for it.</summary>
public interface IRatingPredictor
{
    /// <summary>The rating expected of a user for an item. An unknown user or item is −1 and gets the best remaining guess, never NaN.</summary>
    float Predict(int user, int item);
}
